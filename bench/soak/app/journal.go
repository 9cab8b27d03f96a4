package app

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A journal is the file to which a node appends each event that it has applied. What was written
// stays in the file if the node is killed.
type journal struct{ file *os.File }

// openJournal opens the file, or creates it. Nodes that follow each other may use the same file.
func openJournal(name string) (*journal, error) {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	return &journal{file}, err
}

// record appends an event. It may be called by any goroutine: each call writes once.
func (j *journal) record(page string, n int) error {
	_, err := fmt.Fprintf(j.file, "%s %d\n", page, n)
	return err
}

func (j *journal) close() error { return j.file.Close() }

// ReadJournals calls applied for each event in the journals of a directory, in no particular order.
func ReadJournals(dir string, applied func(page string, n int)) error {
	names, err := filepath.Glob(filepath.Join(dir, "*.journal"))
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return errors.New("no journal in " + dir)
	}
	for _, name := range names {
		if err := readJournal(name, applied); err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
	}
	return nil
}

func readJournal(name string, applied func(page string, n int)) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		page, number, _ := strings.Cut(lines.Text(), " ")
		var n int
		if _, err := fmt.Sscan(number, &n); err != nil {
			return fmt.Errorf("line %q: %w", lines.Text(), err)
		}
		applied(page, n)
	}
	return lines.Err()
}
