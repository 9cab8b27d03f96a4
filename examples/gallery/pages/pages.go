// Package pages lists the pages of the gallery. Each has a folder of its own, with its view in NAME.go and
// NAME.templ. README.md describes how to add one.
package pages

import (
	"embed"

	"github.com/lively-go/lively/examples/gallery/pages/counter"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// Files contains the source of the pages.
//
//go:embed */*.go */*.templ
var Files embed.FS

// A Page shows one feature.
type Page struct {
	Name    string // of its folder, and the path of its URL
	Title   string
	Group   string
	Summary string // one sentence

	// New returns the view of a new page.
	New func() live.View

	// Sticky returns a sticky view that the layout shows below the page. Nil means none.
	Sticky func() live.View
}

// All returns all pages, those of a group in sequence. Pages that send each other messages do so on bus.
func All(bus pubsub.Bus) []Page {
	return []Page{
		{Name: "counter", Title: "Counter", Group: "First steps",
			Summary: "A click calls a method of a Go struct, and the browser shows what has changed.",
			New:     func() live.View { return &counter.Counter{} }},
	}
}
