// pages_test.go - a project that uses autogold; what it makes depends on PHASE
//
// SPDX-License-Identifier: MIT OR Apache-2.0
package pages

import (
	"os"
	"testing"

	"github.com/hexops/autogold/v2"
)

var phase = os.Getenv("PHASE")

type page struct {
	Title string
	Lines []string
}

func TestValue(t *testing.T) { autogold.ExpectFile(t, page{"phase " + phase, []string{"a", "b\n"}}) }

func TestText(t *testing.T) { autogold.ExpectFile(t, "a page\nin phase "+phase+"\n") }

func TestRaw(t *testing.T) { autogold.ExpectFile(t, autogold.Raw("raw\r\n"+phase)) }

func TestSameAlways(t *testing.T) { autogold.ExpectFile(t, "this one never changes") }

func TestNamed(t *testing.T) {
	autogold.ExpectFile(t, phase, autogold.Name("by name"))
	autogold.ExpectFile(t, phase, autogold.Name("elsewhere"), autogold.Dir("testdata/pages"))
}

func TestUnder(t *testing.T) {
	for _, name := range []string{"one", "two words"} {
		t.Run(name, func(t *testing.T) { autogold.ExpectFile(t, name+phase) })
	}
}

func TestGone(t *testing.T) {
	if phase == "1" {
		autogold.ExpectFile(t, "only in phase 1")
	}
}

func TestNew(t *testing.T) {
	if phase == "2" {
		autogold.ExpectFile(t, "new")
	}
}
