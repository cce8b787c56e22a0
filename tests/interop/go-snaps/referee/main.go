// main.go - go-snaps' own reader and writer, asked about files from standard input
//
//	referee read       a line for each frame: "-", then ID:VALUE for each line that may be
//	                   an id, and that go-snaps finds
//	referee write      each frame goes into a file, its name as the id; an empty name ends
//	                   the file: its bytes, then 1 or 0 for each value that is found again
//	referee replace    frames in pairs, a file named for an id and a new value: its bytes
//
// Names, values and files are in hexadecimal. The functions asked are not exported: they
// are reached by their names, which the version in go.mod makes safe.
//
// SPDX-License-Identifier: MIT OR Apache-2.0
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	_ "unsafe" // for go:linkname

	_ "github.com/gkampitakis/go-snaps/snaps"
)

//go:linkname getPrevSnapshot github.com/gkampitakis/go-snaps/snaps.getPrevSnapshot
func getPrevSnapshot(testID, snapPath string) (string, int, error)

//go:linkname addNewSnapshot github.com/gkampitakis/go-snaps/snaps.addNewSnapshot
func addNewSnapshot(testID, snapshot, snapPath string) error

//go:linkname updateSnapshot github.com/gkampitakis/go-snaps/snaps.updateSnapshot
func updateSnapshot(testID, snapshot, snapPath string) error

//go:linkname escapeEndChars github.com/gkampitakis/go-snaps/snaps.escapeEndChars
func escapeEndChars(s string) string

//go:linkname unescapeEndChars github.com/gkampitakis/go-snaps/snaps.unescapeEndChars
func unescapeEndChars(s string) string

// What go-snaps makes of a test's name, a number and maybe a label. It would find any line
// it is asked for, but asks for these only.
var possibleID = regexp.MustCompile(`^\[(?:[^ ]| [^-])+ - [0-9]+( - .+)?\]$`)

type frame struct{ name, data []byte }

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "referee:", err)
		os.Exit(2)
	}
}

// readFrame says false at the end of the input.
func readFrame(in *bufio.Reader) (frame, bool) {
	var names, length int
	if _, err := fmt.Fscanf(in, "%d %d\n", &names, &length); err == io.EOF {
		return frame{}, false
	} else {
		must(err)
	}
	both := make([]byte, names+length)
	_, err := io.ReadFull(in, both)
	must(err)
	return frame{both[:names], both[names:]}, true
}

func id(name []byte) string { return "[" + string(name) + "]" }

// read tells what go-snaps finds under each line in brackets.
func read(out io.Writer, one frame, path string) {
	asked := map[string]bool{}
	must(os.WriteFile(path, one.data, 0o644))
	fmt.Fprint(out, "-")
	for _, line := range bytes.Split(one.data, []byte("\n")) {
		line = bytes.TrimSuffix(line, []byte("\r"))
		if !possibleID.Match(line) || asked[string(line)] {
			continue
		}
		asked[string(line)] = true
		if value, _, err := getPrevSnapshot(string(line), path); err == nil {
			fmt.Fprintf(out, " %x:%x", line[1:len(line)-1], unescapeEndChars(value))
		}
	}
	fmt.Fprintln(out)
}

func write(out io.Writer, all []frame, path string) {
	found := ""
	os.Remove(path)
	for _, one := range all {
		must(addNewSnapshot(id(one.name), escapeEndChars(string(one.data)), path))
	}
	for _, one := range all {
		value, _, err := getPrevSnapshot(id(one.name), path)
		if err == nil && unescapeEndChars(value) == unescapeEndChars(escapeEndChars(string(one.data))) {
			found += "1"
		} else {
			found += "0"
		}
	}
	written, err := os.ReadFile(path)
	must(err)
	fmt.Fprintf(out, "%x %s\n", written, found)
}

func replace(out io.Writer, file, value frame, path string) {
	must(os.WriteFile(path, file.data, 0o644))
	must(updateSnapshot(id(file.name), escapeEndChars(string(value.data)), path))
	written, err := os.ReadFile(path)
	must(err)
	fmt.Fprintf(out, "%x\n", written)
}

func main() {
	folder, err := os.MkdirTemp("", "referee")
	must(err)
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "file.snap")
	in, out := bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)
	defer out.Flush()
	var before []frame
	for one, more := readFrame(in); more; one, more = readFrame(in) {
		switch {
		case os.Args[1] == "read":
			read(out, one, path)
		case os.Args[1] == "write" && len(one.name) == 0:
			write(out, before, path)
			before = nil
		case os.Args[1] == "replace" && len(before) == 1:
			replace(out, before[0], one, path)
			before = nil
		default:
			before = append(before, one)
		}
	}
}
