package livetest

// A Driver is a tab of a real browser. The module e2e has one for Chromium; another is short, whatever drives the browser. Its methods are called by the
// goroutine of the test, and their errors fail the test.
type Driver interface {
	// Init makes each document that is loaded from now on run a script before its own.
	Init(script string) error

	// Open loads the page at url, as from the address bar.
	Open(url string) error

	// Eval evaluates a JavaScript expression in the page and, if that is a promise, waits for it. What comes out is read into result, as JSON is,
	// unless result is nil. It is an error if the expression throws or the page is left meanwhile.
	Eval(expression string, result any) error

	// Click clicks with the left button of the mouse, at a point of the window.
	Click(x, y float64) error

	// Key strikes a key, named as browsers name it: "a", "Enter", "ArrowDown".
	Key(key string) error

	// Tab opens another tab of the same browser, with the same cookies.
	Tab() (Driver, error)
}
