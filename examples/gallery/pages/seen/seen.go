// Package seen is a page that counts which articles the user has seen, and polls while the user can see the result.
package seen

import (
	"fmt"
	"runtime"

	"github.com/lively-go/lively/live"
)

// articles is the number of articles.
const articles = 6

// Page is the view.
type Page struct {
	Read       [articles + 1]bool // by number, from 1
	Polls      int
	Goroutines int // of the server
}

// Seen is sent when an article is visible for the first time.
type Seen struct{ Article int }

// Measure is sent every second, as long as the user can see the element that polls.
type Measure struct{}

// Events lists the handlers.
func (v *Page) Events() live.Events {
	return live.Events{live.On(v.seen), live.On(v.measure)}
}

func (v *Page) seen(_ *live.Socket, e Seen) error {
	if e.Article < 1 || e.Article > articles { // a browser can send any number
		return fmt.Errorf("seen: no article %d", e.Article)
	}
	v.Read[e.Article] = true
	return nil
}

func (v *Page) measure(*live.Socket, Measure) error {
	v.Polls++
	v.Goroutines = runtime.NumGoroutine()
	return nil
}

// read returns how many articles the user has seen.
func (v *Page) read() (n int) {
	for _, read := range v.Read {
		if read {
			n++
		}
	}
	return n
}
