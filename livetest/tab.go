package livetest

import "github.com/PuerkitoBio/goquery"

// A tab is where a page is shown: in memory or in a real browser. Who calls it has found the element, and has refused what a person could not do.
type tab interface {
	shown() *document // the same for as long as the tab is open
	look()            // takes the page as it is now
	settle()          // waits until nothing is on its way: see Page.Settle

	click(what string, e *goquery.Selection)
	strike(e *goquery.Selection, key string)
	focusOn(e *goquery.Selection) // away from everything if e is nil
	enter(e *goquery.Selection, state entry)
	tick(e *goquery.Selection, on bool)
	submit(form, button *goquery.Selection) // as the Enter key does
	push(e *goquery.Selection, event string)

	visit(to string)
	reload()
	travel(what string, by int) // in the history

	isLive() bool
	connected() bool
	disconnect()
	resume()
	lose(frames int)
	kill() // ends the session and the connection

	another(url string) *Page // tab of the same browser

	html() string
	title() string
	url() string
}
