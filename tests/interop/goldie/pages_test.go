// pages_test.go - a project that uses goldie; what it makes depends on PHASE
//
// SPDX-License-Identifier: MIT OR Apache-2.0
package pages

import (
	"os"
	"testing"

	"github.com/sebdah/goldie/v2"
)

var phase = os.Getenv("PHASE")

func TestText(t *testing.T) {
	g := goldie.New(t)
	g.Assert(t, "plain", []byte("a page\nin phase "+phase+"\n"))
	g.Assert(t, "same", []byte("this one never changes"))
	g.Assert(t, "awkward", []byte("CR LF\r\nno line end, "+phase))
	g.Assert(t, "binary", []byte("\x00\x01\xff\xfe"+phase))
	g.Assert(t, "empty", []byte(map[string]string{"1": "not yet"}[phase]))
}

func TestStructured(t *testing.T) {
	g := goldie.New(t)
	g.AssertJson(t, "json", map[string]string{"phase": phase, "html": "<p>"})
	g.AssertXml(t, "xml", struct {
		XMLName struct{} `xml:"page"`
		Phase   string   `xml:"phase"`
	}{Phase: phase})
}

func TestFolders(t *testing.T) {
	g := goldie.New(t, goldie.WithTestNameForDir(true), goldie.WithSubTestNameForDir(true))
	for _, name := range []string{"one", "two words"} {
		t.Run(name, func(t *testing.T) { g.Assert(t, "page", []byte(name+phase)) })
	}
}

func TestElsewhere(t *testing.T) {
	g := goldie.New(t, goldie.WithFixtureDir("testdata/pages"), goldie.WithNameSuffix(".html"))
	g.Assert(t, "index", []byte("<p>"+phase+"</p>\n"))
}

func TestNew(t *testing.T) {
	if phase == "2" {
		goldie.New(t).Assert(t, "new", []byte("new"))
	}
}
