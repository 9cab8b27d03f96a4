// Package editor is a page with a code editor, whose text belongs to a form.
package editor

import (
	"errors"
	"fmt"
	"go/format"
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"
	"time"

	"github.com/lively-go/lively/live"
)

const (
	maxSize  = 4_000 // bytes
	interval = 50 * time.Millisecond
)

const example = `package main

import "fmt"

func main() {
for i := range 3 {
fmt.Println("Hello", i)
}
}
`

// Program holds the field of the form.
type Program struct{ Code string }

// Validate reports the first error of the syntax.
func (p Program) Validate() error {
	errs := live.Errors{}
	if len(p.Code) > maxSize {
		errs["code"] = fmt.Sprintf("The program has more than %d bytes.", maxSize)
		return errs.Err()
	}
	_, err := parser.ParseFile(token.NewFileSet(), "", p.Code, parser.SkipObjectResolution)
	if list := (scanner.ErrorList)(nil); errors.As(err, &list) {
		errs["code"] = fmt.Sprintf("Line %d: %s", list[0].Pos.Line, list[0].Msg)
	}
	return errs.Err()
}

// Editor is the view.
type Editor struct {
	Form  live.Form[Program]
	Lines int // of the program that was saved last
	Ticks int
	stop  func()
}

// New returns a page with a program.
func New() live.View {
	v := &Editor{}
	v.Form.Value.Code = example
	return v
}

// The events of the buttons.
type (
	Format struct{}
	Tick   struct{}
)

// Events lists the handlers.
func (v *Editor) Events() live.Events {
	return live.Events{live.OnForm(&v.Form, v.save), live.On(v.format), live.On(v.tick)}
}

func (v *Editor) save(_ *live.Socket, p Program) error {
	v.Lines = strings.Count(strings.TrimSpace(p.Code), "\n") + 1
	return nil
}

// format replaces the text in the editor.
func (v *Editor) format(*live.Socket, Format) error {
	if code, err := format.Source([]byte(v.Form.Value.Code)); err == nil {
		v.Form.Value.Code = string(code)
	}
	return nil
}

// tick starts or stops updates of the page, which leave the editor alone.
func (v *Editor) tick(s *live.Socket, _ Tick) error {
	if v.stop != nil {
		v.stop()
		v.stop = nil
		return nil
	}
	v.stop = live.Every(s, interval, func(*live.Socket, time.Time) error {
		v.Ticks++
		return nil
	})
	return nil
}
