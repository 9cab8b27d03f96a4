package live_test

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A Jukebox is a sticky view.
type Jukebox struct{ Songs int }

type NextSong struct{}

func (j *Jukebox) Events() live.Events {
	return live.Events{live.On(func(*live.Socket, NextSong) error { j.Songs++; return nil })}
}

func (j *Jukebox) Render() templ.Component {
	return htmlf("<i id='song'>Song %d</i><button id='next'%s></button>", j.Songs, live.Click(NextSong{}))
}

func newJukebox() live.View { return &Jukebox{Songs: 1} }

// The layout shows a view that keeps its state when the page is mounted again.
func ExampleSticky() {
	layout := func(d live.Document) templ.Component {
		return templ.Join(
			htmlf("<!doctype html><html><head><title>%s</title>", d.Title), d.Head, htmlf("</head><body>"),
			d.Root, live.Sticky("jukebox", newJukebox), htmlf("</body></html>"))
	}
	page := live.Page(func(*http.Request) live.View { return &Depot{Article: "tea"} })

	t := &exampleTB{}
	defer t.end()

	p := livetest.Open(t, &live.Server{Handler: page, Layout: layout})
	p.Click("#next").Click("#sell").KillSession() // of the page
	fmt.Println(p.Text("#song"), "/", p.Text("p"))
	// Output: Song 2 / 0 sold
}
