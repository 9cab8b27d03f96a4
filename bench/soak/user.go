package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// A user opens one page after another, and clicks, types and posts on each.
type user struct {
	id     int
	config config
	proxy  *proxy
	counts *counts

	browser *http.Client
	pages   int // number of pages opened
	page    *page
}

// turnover is the probability that a user opens another page instead of acting.
const turnover = 0.03

// pagesPerRoom is the number of pages that receive each message.
const pagesPerRoom = 10

// live uses pages until acting is done, then waits until the page is settled, and checks it. ctx bounds all of it.
func (u *user) live(ctx context.Context, acting <-chan struct{}) {
	u.browser = client.NewBrowser(nil)
	u.browser.Timeout = openTimeout
	for ctx.Err() == nil {
		u.pages++
		u.page = &page{user: u, retry: retry{maxDelay: u.config.maxDelay}, name: fmt.Sprintf("%d.%d", u.id, u.pages)}
		u.page.url = fmt.Sprintf("/room/%d?page=%s", u.id/pagesPerRoom, u.page.name)
		if left := u.page.live(ctx, acting); !left {
			return
		}
	}
}

// thinkTime returns a random time until the user acts.
func (u *user) thinkTime() time.Duration {
	return time.Duration((0.5 + rand.Float64()) * float64(u.config.think))
}

// newEvent returns event n: mostly a click, sometimes typed text or a post.
func newEvent(n int) wire.Event {
	switch k := rand.IntN(10); {
	case k < 7:
		return wire.Event{URL: fmt.Sprintf("app.Press?n=%d", n)}
	case k < 9:
		return wire.Event{URL: fmt.Sprintf("app.Typed?n=%d&text=%s", n, randomText())}
	default:
		data := wire.NewFields("n", fmt.Sprint(n), "text", randomText())
		return wire.Event{URL: "app.Post", Form: &wire.Form{Kind: wire.Submit, Data: data}}
	}
}

// randomText returns a word with characters that differ in HTML, in URLs and in UTF-16.
func randomText() string {
	letters := []rune("abcdefghij<&\"é語😀")
	text := make([]rune, 1+rand.IntN(20))
	for i := range text {
		text[i] = letters[rand.IntN(len(letters))]
	}
	return url.QueryEscape(string(text))
}
