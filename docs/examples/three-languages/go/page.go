// Package page shows a week's temperatures in a browser.
//
// SPDX-License-Identifier: MIT OR Apache-2.0
package page

import (
	"fmt"
	"strings"
)

// Day is one line of the week, "Mon 14".
type Day struct {
	Name    string `json:"name"`
	Degrees int    `json:"degrees"`
}

// Read skips lines it does not understand.
func Read(week string) (days []Day) {
	for _, line := range strings.Split(week, "\n") {
		var day Day
		if _, err := fmt.Sscan(line, &day.Name, &day.Degrees); err == nil {
			days = append(days, day)
		}
	}
	return days
}

// HTML is a table of the days.
func HTML(week string) string {
	page := "<table>\n"
	for _, day := range Read(week) {
		page += fmt.Sprintf("  <tr><th>%s</th><td>%d °C</td></tr>\n", day.Name, day.Degrees)
	}
	return page + "</table>\n"
}
