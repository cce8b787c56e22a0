// SPDX-License-Identifier: MIT OR Apache-2.0
package page

import (
	"flag"
	"os"
	"testing"

	"github.com/gkampitakis/go-snaps/snaps"
)

var update = flag.Bool("update", false, "write the golden files anew")

func week(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../week.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// By go-snaps.
func TestRead(t *testing.T) {
	snaps.MatchJSON(t, Read(week(t)))
}

// By a golden file and no library.
func TestHTML(t *testing.T) {
	const golden = "testdata/week.html.golden"
	page := HTML(week(t))
	if *update {
		if err := os.WriteFile(golden, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	expected, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if page != string(expected) {
		t.Errorf("the page is not as in %s", golden)
	}
}
