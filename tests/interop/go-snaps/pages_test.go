// pages_test.go - a project that uses go-snaps; what it makes depends on PHASE
//
// In phase 2 values have changed, tests are new or gone, and the new ones do not come in
// the order of their names.
//
// SPDX-License-Identifier: MIT OR Apache-2.0
package pages

import (
	"fmt"
	"math/rand"
	"os"
	"testing"

	"github.com/gkampitakis/go-snaps/snaps"
)

var phase = os.Getenv("PHASE")

func changed() bool { return phase == "2" }

func TestMain(m *testing.M) {
	code := m.Run()
	if _, err := snaps.Clean(m); err != nil {
		fmt.Println(err)
		code = 1
	}
	os.Exit(code)
}

func TestPlain(t *testing.T) { snaps.MatchSnapshot(t, "a page\nin phase "+phase) }

func TestSameAlways(t *testing.T) { snaps.MatchSnapshot(t, "this one never changes") }

func TestSeveral(t *testing.T) {
	snaps.MatchSnapshot(t, "first")
	snaps.MatchSnapshot(t, "second", phase, []int{1, 2, 3})
	snaps.MatchSnapshot(t, map[string]any{"phase": phase, "list": []string{"a", "b"}})
}

func TestTraps(t *testing.T) {
	for _, value := range []string{
		"---\n" + phase + "\n---",
		"\n\nblank lines, " + phase + "\n\n",
		"/-/-/-/\n" + phase,
		"tab\t\x1b[1mbold\x1b[0m \u4e2d\u6587 \u2028 " + phase,
		"trailing blanks  \n  " + phase + "  \n",
	} {
		t.Run("", func(t *testing.T) { snaps.MatchSnapshot(t, value) })
	}
	t.Run("with=sign, [brackets]/and slash", func(t *testing.T) { snaps.MatchSnapshot(t, phase) })
	t.Run("empty", func(t *testing.T) {
		if changed() {
			snaps.MatchSnapshot(t, "")
		} else {
			snaps.MatchSnapshot(t, "not yet")
		}
	})
}

func TestStructured(t *testing.T) {
	snaps.MatchJSON(t, `{"phase": `+phase+`, "user": {"name": "x", "tags": ["a", "b"]}}`)
	snaps.MatchYAML(t, "phase: "+phase+"\nuser:\n  name: x\n---\nsecond: document\n")
}

// Of everything the format has marks for; a CR is lost on it.
func TestMadeUp(t *testing.T) {
	parts := []string{"---", "\n", "\n", "/-/-/-/", "[TestPlain - 1]x", " ", "\t", "x", "# ---",
		"\u2028", "\x00", "\u4e2d", "`", "\\", "\x1b[1m", "--- ", "'"}
	for n := range 30 {
		chance := rand.New(rand.NewSource(int64(n*100 + len(phase) + int(phase[0]))))
		value := phase
		for range chance.Intn(9) {
			value += parts[chance.Intn(len(parts))]
		}
		t.Run(fmt.Sprint(n), func(t *testing.T) { snaps.MatchSnapshot(t, value) })
	}
}

func TestLabelled(t *testing.T) {
	snaps.WithConfig(snaps.Label("small")).MatchSnapshot(t, "labelled "+phase)
}

func TestOtherFile(t *testing.T) {
	snaps.WithConfig(snaps.Dir("kept"), snaps.Filename("other"), snaps.Ext(".txt")).
		MatchSnapshot(t, "elsewhere "+phase)
}

func TestStandalone(t *testing.T) {
	snaps.MatchStandaloneSnapshot(t, "no line end, "+phase)
	snaps.MatchStandaloneSnapshot(t, "the same")
	snaps.MatchStandaloneJSON(t, map[string]any{"phase": phase})
	snaps.WithConfig(snaps.Filename("page"), snaps.Ext(".html"), snaps.Raw()).
		MatchStandaloneSnapshot(t, "<p>"+phase+"</p>\r\n")
}

func TestGone(t *testing.T) {
	if changed() {
		return
	}
	snaps.MatchSnapshot(t, "only in phase 1")
	snaps.MatchStandaloneSnapshot(t, "only in phase 1")
}

func TestNewZ(t *testing.T) {
	if changed() {
		snaps.MatchSnapshot(t, "new, and first")
		snaps.MatchStandaloneSnapshot(t, "new")
	}
}

func TestNewA(t *testing.T) {
	if changed() {
		snaps.MatchSnapshot(t, "new, and second\n---\n")
	}
}
