package live

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"net/http"

	"github.com/lively-go/lively/diff"
)

// inspect finds, in development, what works in most places and fails in some: markup that a browser would read otherwise, keys that
// stand twice, and templ's once-only styles and scripts. Of events that nobody listens to it warns: a page under construction has some.
func (srv *Server) inspect(prog *program, markup []byte) error {
	if !srv.Dev {
		return nil
	}
	snap, err := diff.Parse(markup)
	if err != nil {
		return err
	}
	for _, twice := range snap.DuplicateKeys() {
		return &diff.SyntaxError{
			Offset: twice.Offset, Line: twice.Line, Column: twice.Column,
			Problem: "key " + twice.Key + " stands twice among the children of one element", Fix: "a live-id (or id) of its own for each",
		}
	}
	for _, tag := range []string{"<style", "<script"} {
		if bytes.Contains(markup, []byte(tag)) {
			return errors.New("live: " + tag + "> inside a view: templ writes it once per render, so patches would take it away; use a stylesheet or a script of the layout")
		}
	}
	for _, dead := range prog.listening().dead(snap) {
		prog.log.Warn("live: dead binding", "view", fmt.Sprintf("%T", prog.root.view), "at", dead)
	}
	return nil
}

// errorPage answers with 500 and, in development, with what went wrong.
func (srv *Server) errorPage(w http.ResponseWriter, r *http.Request, err error) {
	title, detail := "Something went wrong", "The page could not be shown. Try again in a moment."
	if srv.Dev {
		detail = err.Error()
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusInternalServerError)
	_ = text(`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">`,
		`<meta name="color-scheme" content="light dark"><title>`, title, `</title></head><body><h1>`, title, `</h1><pre>`, html.EscapeString(detail),
		`</pre></body></html>`).Render(r.Context(), w)
}
