// pages_test.go - a project that uses cupaloy; what it makes depends on PHASE
//
// SPDX-License-Identifier: MIT OR Apache-2.0
package pages

import (
	"os"
	"testing"

	"github.com/bradleyjkemp/cupaloy/v2"
)

var phase = os.Getenv("PHASE")

func TestPlain(t *testing.T) { cupaloy.SnapshotT(t, "a page\nin phase "+phase) }

func TestSameAlways(t *testing.T) { cupaloy.SnapshotT(t, "this one never changes") }

func TestSeveral(t *testing.T) {
	cupaloy.SnapshotT(t, "text "+phase, []byte("bytes\r\n"), 3, map[string]string{"phase": phase})
}

func TestUnder(t *testing.T) {
	t.Run("a name/with a slash", func(t *testing.T) { cupaloy.SnapshotT(t, phase) })
	t.Run("binary", func(t *testing.T) { cupaloy.SnapshotT(t, "\x00\xff"+phase) })
}

func TestByName(t *testing.T) {
	if err := cupaloy.SnapshotMulti("by name", phase); err != nil {
		t.Error(err)
	}
}

func TestElsewhere(t *testing.T) {
	cupaloy.New(cupaloy.SnapshotSubdirectory("testdata"), cupaloy.SnapshotFileExtension(".json")).
		SnapshotT(t, `{"phase": `+phase+`}`)
}

func TestNew(t *testing.T) {
	if phase == "2" {
		cupaloy.SnapshotT(t, "new")
	}
}
