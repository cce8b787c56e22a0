// pages_test.go - a project that uses gotest.tools' golden, and goldens without a library
//
// What it makes depends on PHASE.
//
// SPDX-License-Identifier: MIT OR Apache-2.0
package pages

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"gotest.tools/v3/golden"
)

var phase = os.Getenv("PHASE")

func TestText(t *testing.T) {
	golden.Assert(t, "a page\nin phase "+phase+"\n", "plain.golden")
	golden.Assert(t, "this one never changes", "same.golden")
	golden.Assert(t, "CR LF becomes LF\r\n"+phase, "lines.golden")
	golden.Assert(t, phase, "folder/page.txt")
}

func TestBytes(t *testing.T) { golden.AssertBytes(t, []byte("\x00\xff\r\n"+phase), "binary.golden") }

// As projects do it that use no library.
func TestPlain(t *testing.T) {
	path, page := filepath.Join("testdata", t.Name()+".golden"), []byte("by hand, "+phase+"\n")
	if golden.FlagUpdate() {
		if err := os.WriteFile(path, page, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	expected, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(page, expected) {
		t.Errorf("%s: got %q, want %q", path, page, expected)
	}
}

func TestNew(t *testing.T) {
	if phase == "2" {
		golden.Assert(t, "new\n", "new.golden")
	}
}
