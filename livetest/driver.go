package livetest

// A Driver controls a tab of a real browser. Module e2e implements it for Chromium, Firefox and
// WebKitGTK. Its methods are called by the goroutine of the test, and their errors fail the test.
type Driver interface {
	// Init registers script to run in every document loaded from now on, before the document's own
	// scripts.
	Init(script string) error

	// Open loads the page at url, as if it were typed into the address bar.
	Open(url string) error

	// Eval evaluates a JavaScript expression in the page and, if the value is a promise, awaits it.
	// It decodes the value into result as JSON, unless result is nil. It returns an error if the
	// expression throws or the page navigates before it has a value.
	Eval(expression string, result any) error

	// Click clicks the left mouse button at a point of the viewport, in CSS pixels.
	Click(x, y float64) error

	// Move moves the mouse to a point of the viewport, in CSS pixels.
	Move(x, y float64) error

	// Key presses a key while modifiers are held down, and releases it. key is the name that browsers use: "a",
	// "Enter", "ArrowDown". The modifiers are alt, ctrl, meta and shift.
	Key(key string, modifiers ...string) error

	// Tab opens another tab of the same browser, which shares its cookies.
	Tab() (Driver, error)
}
