// Package pages lists the pages of the gallery. Each has a folder of its own, with its view in NAME.go and
// NAME.templ. README.md describes how to add one.
package pages

import (
	"embed"

	"github.com/lively-go/lively/examples/gallery/pages/assistant"
	"github.com/lively-go/lively/examples/gallery/pages/async"
	"github.com/lively-go/lively/examples/gallery/pages/chart"
	"github.com/lively-go/lively/examples/gallery/pages/clipboard"
	"github.com/lively-go/lively/examples/gallery/pages/commands"
	"github.com/lively-go/lively/examples/gallery/pages/components"
	"github.com/lively-go/lively/examples/gallery/pages/confirm"
	"github.com/lively-go/lively/examples/gallery/pages/connection"
	"github.com/lively-go/lively/examples/gallery/pages/counter"
	"github.com/lively-go/lively/examples/gallery/pages/dialogs"
	"github.com/lively-go/lively/examples/gallery/pages/editor"
	"github.com/lively-go/lively/examples/gallery/pages/exec"
	"github.com/lively-go/lively/examples/gallery/pages/feed"
	"github.com/lively-go/lively/examples/gallery/pages/flash"
	"github.com/lively-go/lively/examples/gallery/pages/formstate"
	"github.com/lively-go/lively/examples/gallery/pages/inputs"
	"github.com/lively-go/lively/examples/gallery/pages/languages"
	"github.com/lively-go/lively/examples/gallery/pages/lazy"
	"github.com/lively-go/lively/examples/gallery/pages/leaving"
	"github.com/lively-go/lively/examples/gallery/pages/likes"
	areas "github.com/lively-go/lively/examples/gallery/pages/map"
	"github.com/lively-go/lively/examples/gallery/pages/menus"
	"github.com/lively-go/lively/examples/gallery/pages/navigation"
	"github.com/lively-go/lively/examples/gallery/pages/nested"
	"github.com/lively-go/lively/examples/gallery/pages/pace"
	"github.com/lively-go/lively/examples/gallery/pages/params"
	"github.com/lively-go/lively/examples/gallery/pages/plot"
	"github.com/lively-go/lively/examples/gallery/pages/portal"
	"github.com/lively-go/lively/examples/gallery/pages/recipe"
	"github.com/lively-go/lively/examples/gallery/pages/recovery"
	"github.com/lively-go/lively/examples/gallery/pages/room"
	"github.com/lively-go/lively/examples/gallery/pages/rows"
	"github.com/lively-go/lively/examples/gallery/pages/scores"
	"github.com/lively-go/lively/examples/gallery/pages/scroll"
	"github.com/lively-go/lively/examples/gallery/pages/seen"
	"github.com/lively-go/lively/examples/gallery/pages/shortcuts"
	"github.com/lively-go/lively/examples/gallery/pages/signup"
	"github.com/lively-go/lively/examples/gallery/pages/sketch"
	"github.com/lively-go/lively/examples/gallery/pages/sortable"
	"github.com/lively-go/lively/examples/gallery/pages/sticky"
	"github.com/lively-go/lively/examples/gallery/pages/suggest"
	"github.com/lively-go/lively/examples/gallery/pages/table"
	"github.com/lively-go/lively/examples/gallery/pages/tail"
	"github.com/lively-go/lively/examples/gallery/pages/task"
	"github.com/lively-go/lively/examples/gallery/pages/timers"
	"github.com/lively-go/lively/examples/gallery/pages/title"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// Files contains the source of the pages.
//
//go:embed */*.go */*.templ */*.js */*.css
var Files embed.FS

// A Page shows one feature.
type Page struct {
	Name    string // of its folder, and the path of its URL
	Title   string
	Group   string
	Summary string // one sentence

	// New returns the view of a new page.
	New func() live.View

	// Libraries lists files of other projects that the page loads before its own: FOLDER/FILE of the gallery's
	// static/third-party.
	Libraries []string

	// DefaultPolicy reports whether the script of the page creates the default policy of Trusted Types, which
	// decides about texts that a library turns into HTML.
	DefaultPolicy bool

	// AsksItself reports whether the script of the page asks the questions of live-confirm.
	AsksItself bool

	// Localized reports whether the page has the language of the user: see package languages.
	Localized bool

	// Sticky returns a sticky view that the layout shows below the page. Nil means none.
	Sticky func() live.View
}

// All returns all pages, those of a group in sequence. Pages that send each other messages do so on bus.
func All(bus pubsub.Bus) []Page {
	windows := room.New(bus)
	return []Page{
		{Name: "counter", Title: "Counter", Group: "First steps",
			Summary: "A click calls a method of a Go struct, and the browser shows what has changed.",
			New:     func() live.View { return &counter.Counter{} }},
		{Name: "params", Title: "URL parameters", Group: "First steps",
			Summary: "Links change the query string of the URL, and the view shows what it asks for.",
			New:     func() live.View { return &params.Cities{} }},
		{Name: "navigation", Title: "From page to page", Group: "First steps",
			Summary: "Links show another page without loading a document, and Back shows the page that was left as it was.",
			New:     func() live.View { return &navigation.Station{} }},
		{Name: "title", Title: "Title", Group: "First steps",
			Summary: "The title of the document follows the state of the view.",
			New:     func() live.View { return &title.Inbox{} }},
		{Name: "languages", Title: "Languages", Group: "First steps",
			Summary: "The page is in the language of the user: English, German, or Arabic, which is written from right to left.",
			New:     func() live.View { return &languages.Restaurant{} }, Localized: true},
		{Name: "flash", Title: "Flash messages", Group: "First steps",
			Summary: "Short messages appear in a corner, with a button if there is something to undo.",
			New:     func() live.View { return &flash.Trash{Files: 3} }},
		{Name: "timers", Title: "Timers", Group: "First steps",
			Summary: "A function runs every second, and another one after 30 seconds, unless it is stopped.",
			New:     func() live.View { return &timers.Timers{} }},
		{Name: "signup", Title: "Validation", Group: "Forms",
			Summary: "A struct is decoded and checked while the user types, and errors appear at their fields.",
			New:     func() live.View { return &signup.Signup{} }},
		{Name: "formstate", Title: "Form state", Group: "Forms",
			Summary: "A form knows which field changed last, what is not saved, and which button was pressed; a reset returns to what was saved.",
			New:     formstate.New},
		{Name: "recovery", Title: "Recovery", Group: "Forms",
			Summary: "What the user has entered in all forms is there again when the view has crashed.",
			New:     func() live.View { return &recovery.Desk{} }},
		{Name: "inputs", Title: "Controls", Group: "Forms",
			Summary: "The controls of HTML, and the values that the server decodes.",
			New:     inputs.New},
		{Name: "rows", Title: "Rows", Group: "Forms",
			Summary: "The user adds, removes and moves the rows of a form.",
			New:     func() live.View { return &rows.Page{} }},
		{Name: "recipe", Title: "Nested rows", Group: "Forms",
			Summary: "The user drags rows, and rows in rows, with the mouse, by touch or with the arrow keys.",
			New:     func() live.View { return &recipe.Page{} }},
		{Name: "suggest", Title: "Search while typing", Group: "Forms",
			Summary: "Input is sent when the user pauses for 300 ms.",
			New:     func() live.View { return &suggest.Search{} }},
		{Name: "pace", Title: "Throttle and busy buttons", Group: "Forms",
			Summary: "A slider sends at most five events a second, and a button waits until the form is saved.",
			New:     pace.New},
		{Name: "commands", Title: "Client commands", Group: "In the browser",
			Summary: "Buttons show, hide, animate, move the focus and copy without a round trip.",
			New:     func() live.View { return &commands.Commands{} }},
		{Name: "exec", Title: "Commands of a handler", Group: "In the browser",
			Summary: "A handler moves the focus and starts an animation in the browser.",
			New:     func() live.View { return &exec.Guests{} }},
		{Name: "likes", Title: "Optimistic buttons", Group: "In the browser",
			Summary: "A button shows the expected result at once, and the browser undoes it if the server refuses.",
			New:     likes.New},
		{Name: "menus", Title: "Menus and hover", Group: "In the browser",
			Summary: "A menu closes when the user clicks elsewhere, and details appear when the mouse or the focus is on a control.",
			New:     func() live.View { return &menus.Menus{} }},
		{Name: "dialogs", Title: "Dialogs and popovers", Group: "In the browser",
			Summary: "A modal form keeps its state while the page is updated, a popover reports that it was opened, and a question comes first.",
			New:     dialogs.New},
		{Name: "confirm", Title: "Questions", Group: "In the browser",
			Summary: "Buttons ask before they act: in the browser's dialog, or in one of the page.",
			New:     confirm.New, AsksItself: true},
		{Name: "portal", Title: "Portals", Group: "In the browser",
			Summary: "A tooltip and a dialog with a form are elsewhere in the document than in the template.",
			New:     portal.New},
		{Name: "shortcuts", Title: "Keyboard shortcuts", Group: "In the browser",
			Summary: "Keys do what buttons do, wherever the focus is, but not while the user types.",
			New:     shortcuts.New},
		{Name: "scroll", Title: "Infinite scroll", Group: "In the browser",
			Summary: "A list of 3650 days loads more of them at both ends, and keeps 60 in the page.",
			New:     scroll.New},
		{Name: "seen", Title: "Visible elements", Group: "In the browser",
			Summary: "The view learns which articles the user has seen, and polls only while the result is visible.",
			New:     func() live.View { return &seen.Page{} }},
		{Name: "leaving", Title: "Appear and leave", Group: "In the browser",
			Summary: "Rows appear and leave with an animation, although the view only changes a slice.",
			New:     leaving.New},
		{Name: "connection", Title: "Connection", Group: "In the browser",
			Summary: "Elements change while there is no connection, and clicks wait for it.",
			New:     func() live.View { return &connection.Page{} }},
		{Name: "chart", Title: "Content of a script", Group: "In the browser",
			Summary: "A script draws a chart in an element whose content the server leaves alone.",
			New:     func() live.View { return &chart.Sales{} }},
		{Name: "sketch", Title: "A first hook", Group: "Hooks",
			Summary: "A script belongs to an element: it sends events to the view, which pushes data to it.",
			New:     func() live.View { return &sketch.Sketch{} }},
		{Name: "clipboard", Title: "Clipboard button", Group: "Hooks",
			Summary: "A script copies a text, and reports to the view whether the browser allowed it.",
			New:     func() live.View { return &clipboard.Invite{Number: 1} }},
		{Name: "sortable", Title: "Sortable list", Group: "Hooks",
			Summary: "Users drag the items of a list with SortableJS, or move them with buttons.",
			New:     func() live.View { return &sortable.Tasks{} }},
		{Name: "plot", Title: "Plot", Group: "Hooks",
			Summary:   "The server pushes a value every second, and a script draws the values with uPlot.",
			New:       func() live.View { return &plot.Temperature{} },
			Libraries: []string{"uplot-1.6.32/uPlot.min.css", "uplot-1.6.32/uPlot.iife.min.js"}},
		{Name: "map", Title: "Map", Group: "Hooks",
			Summary:   "A script shows areas of the view with Leaflet, and sends the one that the user clicks.",
			New:       func() live.View { return &areas.Map{} },
			Libraries: []string{"leaflet-1.9.4/leaflet.css"}, DefaultPolicy: true},
		{Name: "editor", Title: "Code editor", Group: "Hooks",
			Summary: "Users write a program with CodeJar in a form, and the server checks and formats it.",
			New:     editor.New, DefaultPolicy: true},
		{Name: "components", Title: "Components", Group: "Composition",
			Summary: "A view consists of others, in the same session, with events of their own.",
			New:     func() live.View { return &components.List{} }},
		{Name: "scores", Title: "List", Group: "Composition",
			Summary: "Of a list, only the rows are rendered whose values have changed.",
			New:     scores.New},
		{Name: "table", Title: "Long table", Group: "Composition",
			Summary: "A table of 10,000 rows can be scrolled, sorted, filtered and searched. 200 of them are in the page.",
			New:     func() live.View { return &table.Table{} }},
		{Name: "feed", Title: "Stream", Group: "Composition",
			Summary: "The server sends the rows of a list once and does not keep them.",
			New:     feed.New},
		{Name: "nested", Title: "Nested views", Group: "Composition",
			Summary: "A nested view has a session of its own: when it crashes, the rest of the page continues.",
			New:     func() live.View { return &nested.Page{} }},
		{Name: "lazy", Title: "Lazy views", Group: "Composition",
			Summary: "A nested view is mounted when the user scrolls to it.",
			New:     func() live.View { return &lazy.Page{} }},
		{Name: "sticky", Title: "Sticky views", Group: "Composition",
			Summary: "A view of the layout keeps its state when the page is mounted again.",
			New:     func() live.View { return &sticky.Page{} },
			Sticky:  func() live.View { return &sticky.Player{} }},
		{Name: "async", Title: "Values that load", Group: "Background",
			Summary: "The page is shown while a value loads, which may fail and be tried again.",
			New:     func() live.View { return &async.Report{} }},
		{Name: "task", Title: "Long work", Group: "Background",
			Summary: "Work runs in a goroutine, shows its progress, and can be canceled and repeated.",
			New:     func() live.View { return &task.Import{} }},
		{Name: "assistant", Title: "Streamed answer", Group: "Background",
			Summary: "An answer in Markdown appears while a language model writes it, at the cost of what is new.",
			New:     assistant.New},
		{Name: "tail", Title: "Log", Group: "Background",
			Summary: "The last lines of a log are shown as they are written. A line costs the same however long the log is.",
			New:     func() live.View { return &tail.Tail{} }},
		{Name: "room", Title: "Several windows", Group: "Together",
			Summary: "Windows send each other messages, and see which others are open.",
			New:     windows.View},
	}
}
