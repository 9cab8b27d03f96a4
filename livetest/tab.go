package livetest

import "github.com/PuerkitoBio/goquery"

// A tab is where a page is shown: in memory or in a real browser. Who calls it has found the element, and has refused what a person could not do.
type tab interface {
	look()   // takes the page as it is now
	settle() // waits until nothing is on its way: see Page.Settle

	click(what string, e *goquery.Selection)
	pressKey(e *goquery.Selection, key string)
	moveFocus(e *goquery.Selection) // away from everything if e is nil
	setControl(e *goquery.Selection, state controlState)
	setChecked(e *goquery.Selection, on bool)
	submit(form, button *goquery.Selection) // as the Enter key does
	pushEvent(e *goquery.Selection, event string)

	navigate(to string)
	reload()
	moveHistory(what string, by int) // in the history

	isLive() bool
	isConnected() bool
	disconnect()
	resume()
	dropFrames(frames int)
	killSession() // ends the session and the connection

	openTab(url string) *Page // tab of the same browser

	html() string
	title() string
	url() string
}
