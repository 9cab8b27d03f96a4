package livetest

import (
	"net/http"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
)

// A tab is a browser tab that shows a page: in memory (memoryTab) or in a real browser (driverTab).
// The caller must pass elements of the document, and reject actions that a user cannot perform.
type tab interface {
	sync()   // updates the document to what the tab shows now
	settle() // see Page.Settle

	click(action string, e *goquery.Selection)
	hoverElement(action string, e *goquery.Selection)
	pressKey(e *goquery.Selection, k keyPress) // e is nil if no element has the focus
	focusWindow(isFocused bool)
	scrollTo(e *goquery.Selection)
	moveFocus(e *goquery.Selection) // removes the focus if e is nil
	setControl(e *goquery.Selection, state controlState)
	setChecked(e *goquery.Selection, on bool)
	submit(form, button *goquery.Selection) // as the Enter key does; button may be nil
	reset(form *goquery.Selection)          // as a script does
	pushEvent(e *goquery.Selection, event string)
	isHookMounted(e *goquery.Selection) bool
	clickFlash(m wire.FlashMessage, label string) // clicks the button with the label, or that to close if label is empty

	navigate(url string)
	reload()
	moveHistory(action string, by int)

	isLive() bool
	isConnected() bool
	disconnect()
	resume()
	dropFrames(n int)
	killSession() // ends the session and the connection

	// crash makes a view panic, and killView makes the server drop its session. They return an error if the view
	// has no session. expectCrash declares that a view will panic.
	crash(view string) error
	killView(view string) error
	expectCrash(view string)

	openTab(url string) *Page // in the same browser

	status() int
	header() http.Header // of the response that the document was loaded from
	html() string
	head() string // HTML of the document without its body
	title() string
	url() string
}
