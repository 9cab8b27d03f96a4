package e2e

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/examples/gallery/pages/clipboard"
	areas "github.com/lively-go/lively/examples/gallery/pages/map"
	"github.com/lively-go/lively/examples/gallery/pages/sortable"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// galleryScripts lists what a user does on each page of the gallery, by its name. Each script also runs
// with 500 ms of latency. The menu and its search are part of what the selectors match.
var galleryScripts = map[string]func(t *testing.T, p *livetest.Page){
	"counter": func(t *testing.T, p *livetest.Page) {
		p.Click("#more").Click("#more").Click("#less")
		require.Equal(t, "1", p.Text("output"))
	},
	"params": func(t *testing.T, p *livetest.Page) {
		p.Click("a:contains('Capitals')").Click("a:contains('Founded')")
		require.Equal(t, []string{"Rome", "Baghdad", "Oslo", "Lima"}, p.Texts("td:first-child"))
		require.Equal(t, "/params?sort=founded&capitals=true", p.URL())
		require.Equal(t, "/params?capitals=true", p.Back().URL())
	},
	"navigation": func(t *testing.T, p *livetest.Page) {
		p.Click("#ring").Fill("#notes", "mine").Click("nav a:contains('Harbor')")
		require.Equal(t, "Harbor", p.Text("#station"))
		require.Equal(t, "Rings: 0", p.Text("#bells"))
		p.Form("#live-root form").Select("name", "Airport")
		p.Click("#go")
		require.Equal(t, "/navigation?name=Airport", p.URL())
		p.Back().Back()
		require.Equal(t, "Market", p.Text("#station"))
		require.Equal(t, "Rings: 1", p.Text("#bells"))
		p.Click("#ring")
		require.Equal(t, "Rings: 2", p.Text("#bells"))
	},
	"title": func(t *testing.T, p *livetest.Page) {
		require.Equal(t, "(1) Inbox – Lively gallery", p.Click("#receive").Title())
		require.Equal(t, "Inbox – Lively gallery", p.Click("#read").Title())
	},
	"languages": func(t *testing.T, p *livetest.Page) {
		require.Equal(t, []string{"en", "ltr"}, []string{p.HeadAttr("html", "lang"), p.HeadAttr("html", "dir")})
		p.Click("a[lang=ar]")
		require.Equal(t, []string{"ar", "rtl", "احجز طاولة"}, []string{p.HeadAttr("html", "lang"), p.HeadAttr("html", "dir"), p.Title()})
		require.True(t, p.HeadHas("meta[name=live-texts][data-lost]"))
		p.Form("#booking").Fill("guests", "many").Submit()
		require.Equal(t, []string{"أدخل اسمك.", "يجب أن يكون عددًا صحيحًا"}, p.Texts("[role=alert]:not(:empty)"))
		p.Form("#booking").Fill("name", "Ann").Fill("guests", "2").Submit()
		require.Equal(t, "شكرًا يا Ann! ضيفان.", p.Text("#status"))
		p.Click("a[lang=de]")
		require.Equal(t, []string{"de", "ltr", "Tisch reservieren"}, []string{p.HeadAttr("html", "lang"), p.HeadAttr("html", "dir"), p.Title()})
		p.Click("a[lang=en]")
		require.Equal(t, "Book a table", p.Title())
	},
	"flash": func(t *testing.T, p *livetest.Page) {
		p.Click("#fail").Click("#delete")
		require.Equal(t, "Saving failed. Try again.", p.Flash(live.FlashError))
		require.Equal(t, "2 files", p.Text("#files"))
		p.ClickFlash("Undo")
		require.Equal(t, "3 files", p.Text("#files"))
		require.Equal(t, []string{"The disk is almost full."}, p.Click("#check").Flashes(live.FlashWarning))
		p.Click("#empty")
		require.Equal(t, "/title", p.URL())
		require.Equal(t, []string{"The trash is empty."}, p.Flashes(live.FlashSuccess))
		require.Empty(t, p.Reload().Flashes(live.FlashSuccess))
		p.Navigate("/flash")
	},
	"timers": func(t *testing.T, p *livetest.Page) {
		waitUntil(t, p, func() bool { return p.Has("time") })
		before := p.Text("time")
		p.Click("#delete")
		require.Equal(t, "The file will be deleted in 30 seconds.", p.Text("#status"))
		require.Equal(t, "The file is here.", p.Click("#undo").Text("#status"))
		waitUntil(t, p, func() bool { return p.Text("time") != before })
	},
	"signup": func(t *testing.T, p *livetest.Page) {
		p.Form("#signup").Fill("email", "bob").Submit()
		require.Equal(t, []string{"Enter an email address.", "Use at least 8 characters.", "You must be 16 or older.", "Accept the terms."}, p.Texts("[role=alert]:not(:empty)"))
		p.Form("#signup").Fill("email", "bob@example.com").Fill("password", "correct horse").Fill("age", "42").Choose("plan", "pro").Check("terms").Submit()
		require.Equal(t, "Welcome, bob@example.com!", p.Text("#status"))
	},
	"formstate": func(t *testing.T, p *livetest.Page) {
		f := p.Form("#trip").Select("country", "Japan")
		require.Equal(t, "You changed country last.", p.Text("#status"))
		f.Choose("pace", "fast")
		require.Equal(t, "You changed pace last.", p.Text("#status"))
		f.Check("flight")
		require.Equal(t, "You changed flight last.", p.Text("#status"))
		require.Equal(t, 4, p.Count(".unsaved"))
		p.Click("#reset")
		require.Equal(t, "All is saved.", p.Text("#status"))
		require.Equal(t, []string{"Rome", "slow", ""}, []string{f.Value("city"), f.Value("pace"), f.Value("flight")})
		f.Fill("title", "")
		p.Click("button:contains('Save a draft')")
		require.Equal(t, "Saved a draft of Rome.", p.Text("#status"))
	},
	"recovery": func(t *testing.T, p *livetest.Page) {
		p.Form("#message").Fill("subject", "Hello").Fill("secret", "1234")
		p.Click(`[name="parts[+]"]`)
		p.Form("#address").Fill("parts[0].text", "Via Roma 1")
		p.Fill("#filter", "x").Fill("#draft", "y")
		p.ExpectCrash().Click("#crash")
		waitUntil(t, p, func() bool { return p.Attr("#filter", "value") == "x (recovered)" })
		require.Empty(t, p.Attr("#draft", "value"))
		require.Equal(t, "Hello", p.Form("#message").Value("subject"))
		require.Equal(t, "Via Roma 1", p.Form("#address").Value("parts[0].text"))
		p.Form("#message").Submit()
		require.Equal(t, `Sent "Hello" with a secret of 4 characters.`, p.Text("#sent"))
	},
	"inputs": func(t *testing.T, p *livetest.Page) {
		f := p.Form("#inputs").Fill("number", "1000").Fill("date", "2026-12-24").Fill("week", "2026-W53").Fill("color", "#abcdef").Choose("radio", "b")
		f.Check("checks", "x").Select("several", "red", "blue").Check("on").Fill("long", "two").Fill("outside", "far").Submit("button.primary")
		values := p.Texts("#values td")
		require.Equal(t, []string{"1000", "50", "Thursday, 24 December 2026"}, values[1:4])
		require.Equal(t, []string{"week 53 of 2026", "#abcdef", "b", "[x]", `""`, "[red blue]", "true", `"two"`, `"far"`}, values[7:])
	},
	"rows": func(t *testing.T, p *livetest.Page) {
		p.Click(`[name="lines[+]"]`)
		p.Form("#lines").Fill("lines[1].product", "Milk").Fill("lines[1].amount", "3")
		p.Click("[aria-label='Move up line 2']")
		p.Form("#lines").Submit("#order")
		require.Equal(t, "Ordered: 3 × Milk, 2 × Tea", p.Text("#status"))
	},
	"assistant": func(t *testing.T, p *livetest.Page) {
		p.Click(".suggestion:contains('loop')")
		waitUntil(t, p, func() bool { return p.Count("#answer .assistant-block") > 2 })
		waitUntil(t, p, func() bool { return p.Has("#status:contains('Complete')") })
		p.Form(".assistant-ask").Fill("text", "What if the model fails?").Submit()
		waitUntil(t, p, func() bool { return p.Has("#again:contains('Try again')") })
		p.Click("#again")
		waitUntil(t, p, func() bool { return p.Has("#again") })
	},
	"tail": func(t *testing.T, p *livetest.Page) {
		waitUntil(t, p, func() bool { return p.Has("#lines [live-id='2']") })
		p.Click("#pause").Click("#write").Click("#write").Click("#write")
		require.Equal(t, 200, p.Count("#lines > div"))
		require.Equal(t, "No lines were written yet.", p.Click("#clear").Text("#lines"))
		p.Click("#write")
	},
	"table": func(t *testing.T, p *livetest.Page) {
		waitUntil(t, p, p.Hook("#orders").Mounted)
		require.Equal(t, "10000 orders, 1 selected", p.Click("[live-id='2']").Text("#count"))
		p.Form("#search").Fill("text", "5555").Submit()
		waitUntil(t, p, func() bool { return p.Has("[live-id='5555']") && p.Text("#status") == "Row 5555 contains 5555." })
		p.Form("#filter").Select("status", "sent").Fill("customer", "garc")
		waitUntil(t, p, func() bool { return p.Text("#count") == "260 orders, 1 selected" })
		p.Click(".table-head .table-amount a")
		waitUntil(t, p, func() bool { return p.Has(".table-head .table-amount[aria-sort=ascending]") })
	},
	"recipe": func(t *testing.T, p *livetest.Page) {
		p.Form("#recipe").MoveRow("parts[1]", -1).AddRow("parts[0].ingredients").Fill("parts[0].ingredients[1].text", "Sugar").
			MoveRow("parts[0].ingredients[1]", -1).RemoveRow("parts[1].ingredients[2]").Submit("#save")
		require.Equal(t, "Saved: Filling: Sugar, Apples. Dough: Flour, Water", p.Text("#status"))
	},
	"suggest": func(t *testing.T, p *livetest.Page) {
		p.Fill("#q", "json")
		waitUntil(t, p, func() bool { return p.Count("#found li") == 1 })
		require.Equal(t, "1 packages, 1 searches", p.Text("#status"))
	},
	"pace": func(t *testing.T, p *livetest.Page) {
		p.Fill("#volume", "80")
		waitUntil(t, p, func() bool { return strings.HasPrefix(p.Text("#events"), "Volume 80,") })
		p.Fill("#name", "Ann").Click("#save")
		require.Equal(t, "Saved Ann (1 times).", p.Text("#status"))
		require.Equal(t, "Save", p.Text("#save"))
		require.Equal(t, "Nothing is saved.", p.Click("#reset").Text("#status"))
	},
	"commands": func(t *testing.T, p *livetest.Page) {
		p.Click("#toggle").Click("#open")
		require.False(t, p.Has("#details[hidden], #editor[hidden]"))
		p.Key("#name", "Escape").Click("#mark").Click("#copy")
		require.True(t, p.Has("#editor[hidden]"))
		require.True(t, p.Has("#address.commands-mark"))
		require.Equal(t, "Copied 1 times", p.Text("#copies"))
	},
	"exec": func(t *testing.T, p *livetest.Page) {
		p.Click("#add").Fill("#name", "Ann").Click("#add")
		require.Equal(t, []string{"Ann"}, p.Texts("#guests li"))
		require.Equal(t, "Another one?", p.Attr("#name", "placeholder"))
	},
	"likes": func(t *testing.T, p *livetest.Page) {
		require.Equal(t, "8 likes", p.Click("#post-0 button").Text("#post-0 .count"))
		require.True(t, p.Has("#post-0 [aria-pressed=true]"))
		p.Disconnect().Click("#post-1 button")
		require.True(t, p.Has("#post-1 [aria-pressed=true]"))
		p.Resume()
		require.True(t, p.Has("#post-1 [aria-pressed=false]"))
		require.Equal(t, []string{"This post cannot be liked any more."}, p.Flashes(live.FlashError))
	},
	"menus": func(t *testing.T, p *livetest.Page) {
		p.Click("#more")
		require.False(t, p.Has("#menu-items[hidden]"))
		require.Equal(t, "A day is longer than a year.", p.Hover("#Venus").Text("#details"))
		require.True(t, p.Click("#Mars").Has("#menu-items[hidden]"))
		require.True(t, p.Click("#more").Key("#menu-items button:contains('Print')", "Escape").Has("#menu-items[hidden]"))
		require.Equal(t, "A year takes 88 days.", p.Focus("#Mercury").Text("#details"))
		require.Equal(t, "You have chosen Export.", p.Click("#more").Click("#menu-items button:contains('Export')").Text("#chosen"))
		p.Click("#more")
	},
	"dialogs": func(t *testing.T, p *livetest.Page) {
		require.True(t, p.Click("#edit").Has("#editor[open]"))
		require.Equal(t, "Write something.", p.Fill("#editor input", " ").Click("#save").Text("#editor-error"))
		require.Equal(t, "Call Ann", p.Fill("#editor input", "Call Ann").Click("#save").Text("#note"))
		require.False(t, p.Has("#editor[open]"))
		require.False(t, p.Click("#edit").Press("Escape").Has("#editor[open]"))
		require.Equal(t, "Times that the help was opened: 1", p.Click("#help").Text("#count"))
	},
	"confirm": func(t *testing.T, p *livetest.Page) {
		p.Click("[aria-label='Delete Comet']")
		require.True(t, p.Has("#question[open]"))
		require.False(t, p.Click("#no").Has("#question[open]"))
		require.Equal(t, 3, p.Count("#projects li"))
		p.Click("[aria-label='Delete Comet']").Click("#sure").Click("#yes")
		waitUntil(t, p, func() bool { return p.Count("#projects li") == 2 })
	},
	"portal": func(t *testing.T, p *livetest.Page) {
		waitUntil(t, p.Focus("#why"), func() bool { return !p.Has("#tip[hidden]") })
		require.Equal(t, "Enter a street.", p.Click("#add").Click("#save").Text("#address-street-error"))
		p.Fill("#address [name=street]", "2 Hill Road").Fill("#address [name=city]", "Bergen").Click("#save")
		require.Equal(t, "Ordered to 2 Hill Road, Bergen.", p.Click("#send").Text("#status"))
		require.False(t, p.Click("#add").Press("Escape").Has("#adder[open]"))
	},
	"editor": func(t *testing.T, p *livetest.Page) {
		waitUntil(t, p, func() bool { return p.Has("#editor [role=textbox]") })
		require.Equal(t, "Saved a program of 9 lines.", p.Click("#save").Text("#status"))
		require.True(t, p.Click("#format").Has("#editor [role=textbox]:contains('\t\tfmt.Println')"))
		waitUntil(t, p.Click("#tick"), func() bool { return p.Text("#ticks") != "0" })
		p.Click("#tick")
	},
	"shortcuts": func(t *testing.T, p *livetest.Page) {
		p.Press("j").Press("e").Press("?")
		require.Equal(t, "Selected: Your ticket to Oslo", p.Text("#status"))
		require.False(t, p.Has("#help[hidden]"))
		p.Press("mod+k").Press("e").Press("j")
		require.Equal(t, "No message is selected.", p.Text("#status"), "the search contains ej")
		p.Fill("#q", "")
		require.Equal(t, 3, p.Count("#messages li"))
	},
	"feed": func(t *testing.T, p *livetest.Page) {
		p.Click("#add").Click(".items li:first-child .pay")
		require.Equal(t, "Paid", p.Text(".items li:first-child .good"))
		p.Click(".items li:last-child .delete").Click(".city:contains('Lima')")
		waitUntil(t, p, func() bool { return p.Count(".items li") == 1 })
		p.Click(".items .delete")
		require.Equal(t, "No orders yet.", p.Text(".items li"))
		p.Click("#many").Click(".city:contains('All')")
		waitUntil(t, p, func() bool { return p.Count(".items li") == 20 })
		require.Equal(t, "20 rows are in the page, of 24 orders.", p.Text("#rows"))
	},
	"scores": func(t *testing.T, p *livetest.Page) {
		p.Click("[live-id=Lea] .score").Click("#sort")
		require.Equal(t, "Lea", p.Attr(".items li:first-child", "live-id"))
		require.Equal(t, "1 point", p.Click(".items li:first-child .leave").Click("[live-id=Tom] .score").Text("[live-id=Tom] .count"))
		require.Equal(t, []string{"0 points", "0 points", "1 point", "0 points"}, p.Click("#join").Texts(".count"))
		require.Equal(t, "1 point", p.Click("[live-id=Lea] .score").Text("[live-id=Lea] .count"), "of a new row, which was sent as a copy")
	},
	"scroll": func(t *testing.T, p *livetest.Page) {
		for _, day := range []string{"#day-1819", "#day-1839", "#day-1859", "#day-1820"} {
			waitUntil(t, p, func() bool { return p.Has(day) })
			p.ScrollTo(day)
		}
		waitUntil(t, p, func() bool { return p.Has("#day-1800") && !p.Has("#day-1860") })
		require.Equal(t, 60, p.Count(".scroll-days li"))
	},
	"seen": func(t *testing.T, p *livetest.Page) {
		waitUntil(t, p, func() bool { return p.Has("#polls") })
		before := p.Text("#polls")
		waitUntil(t, p, func() bool { return p.Text("#polls") != before })
		p.ScrollTo("#article-6").ScrollTo("#article-1")
		waitUntil(t, p, func() bool { return p.Has("#article-6 .good") && p.Has("#article-1 .good") })
	},
	"leaving": func(t *testing.T, p *livetest.Page) {
		p.Click("#add").Click("#item-2 button")
		require.Equal(t, "3 items", p.Text("#count"))
		waitUntil(t, p, func() bool { return !p.Has("#item-2, .leaving-appear") })
		p.Click("#clear").Click("#add")
		waitUntil(t, p, func() bool { return p.Has("#item-5:only-child:not(.leaving-appear)") })
	},
	"connection": func(t *testing.T, p *livetest.Page) {
		p.Disconnect()
		require.True(t, p.Has("#box.connection-offline") && p.Has("#pay[disabled]"))
		p.Click("#click")
		require.Contains(t, p.Text("#count"), "0 clicks")
		p.Resume()
		require.Contains(t, p.Text("#count"), "1 clicks")
		require.False(t, p.Has("#box.connection-offline") || p.Has("#pay[disabled]"))
		require.Contains(t, p.Texts("#log li"), "live:connected, connected, resumed")
	},
	"chart": func(t *testing.T, p *livetest.Page) {
		waitUntil(t, p, func() bool { return p.Count("#chart rect") == 4 })
		before := p.Attr("#chart rect:last-child", "height")
		p.Click("#sell").Click("#sell")
		require.Equal(t, "60", p.Attr("#chart rect:last-child", "height"))
		require.Equal(t, "60", before)
	},
	"sketch": func(t *testing.T, p *livetest.Page) {
		p.Fill("#hue", "90").Settle()
		require.Equal(t, "The server has received 90°, and its complement 270°.", p.Text("#status"))
	},
	"clipboard": func(t *testing.T, p *livetest.Page) {
		waitUntil(t, p, p.Hook("#copy").Mounted)
		p.Click("#renew").Hook("#copy").Push(clipboard.Copied{OK: true})
		require.Equal(t, "Link 2 is in the clipboard.", p.Text("#status"))
	},
	"sortable": func(t *testing.T, p *livetest.Page) {
		waitUntil(t, p, p.Hook("#tasks").Mounted)
		p.Hook("#tasks").Push(sortable.Moved{Item: "Bake", To: 0})
		require.Equal(t, []string{"Bake", "Buy flour", "Knead", "Eat"}, p.Texts("#tasks .sortable-name"))
		p.Click("[aria-label='Move Bake down']").Click("#add")
		require.Equal(t, []string{"Buy flour", "Bake", "Knead", "Eat", "Task 5"}, p.Texts("#tasks .sortable-name"))
	},
	"plot": func(t *testing.T, p *livetest.Page) {
		waitUntil(t, p, p.Hook("#plot").Mounted)
		waitUntil(t, p, func() bool { return p.Has("#plot canvas") })
		p.Click("#unit")
		require.Equal(t, "°F", p.Attr("#plot", "data-unit"))
	},
	"map": func(t *testing.T, p *livetest.Page) {
		waitUntil(t, p, p.Hook("#map").Mounted)
		waitUntil(t, p, func() bool { return p.Count("#map path") == 3 })
		p.Click("#West").Hook("#map").Push(areas.Visit{Name: "Lake"})
		require.Equal(t, "Visited: West, Lake.", p.Text("#status"))
	},
	"components": func(t *testing.T, p *livetest.Page) {
		p.Form("#new").Fill("text", "milk").Submit()
		p.Form("#new").Fill("text", "bread").Submit()
		p.Click("li:contains('bread') button[aria-pressed]").Click("li:contains('milk') .delete")
		require.Equal(t, []string{"bread"}, p.Texts(".item-text"))
	},
	"nested": func(t *testing.T, p *livetest.Page) {
		p.Click("#Oslo .visit").Click("#Lima .visit").Click("#click")
		p.Nested("#Oslo").ExpectCrash().Click("#Oslo .crash")
		require.Equal(t, "1 visits", p.Text("#Lima .visits"))
		waitUntil(t, p, func() bool { return p.Has("#Oslo .visits") })
		require.Equal(t, "0 visits", p.Text("#Oslo .visits"))
	},
	"lazy": func(t *testing.T, p *livetest.Page) {
		waitUntil(t, p, func() bool { return p.Has("#Winter .words") }) // livetest scrolls to it
		require.Equal(t, "6000 words", p.Text("#Winter .words"))
	},
	"sticky": func(t *testing.T, p *livetest.Page) {
		p.Click("#click").Click("#play").ExpectCrash().Click("#crash")
		waitUntil(t, p, func() bool { return p.Text("#clicks") == "The page has counted 0 clicks." })
		require.Equal(t, "Playing", p.Text("#playing"))
	},
	"async": func(t *testing.T, p *livetest.Page) {
		waitUntil(t, p, func() bool { return p.Text("#load") == "Retry" })
		p.Click("#load")
		waitUntil(t, p, func() bool { return p.Text("#sales") == "1250 €" })
	},
	"task": func(t *testing.T, p *livetest.Page) {
		p.Click("#start")
		waitUntil(t, p, func() bool { return p.Attr("#bar", "value") != "0" })
		p.Click("#cancel")
		waitUntil(t, p, func() bool {
			if p.Text("#status") == "Complete." { // the machine is so busy that the import was faster
				p.Click("#start")
				p.Click("#cancel")
			}
			return p.Text("#status") == "Canceled."
		})
	},
	"room": func(t *testing.T, p *livetest.Page) {
		other := p.Tab("/room")
		waitUntil(t, p, func() bool { return p.Count("#users li") == 2 })
		other.Form("#post").Fill("text", "hello").Submit()
		waitUntil(t, p, func() bool { return p.Count("#messages li") == 1 })
		require.Contains(t, p.Text("#messages li"), ": hello")
	},
}

// waitUntil waits until condition is true of a page, for what happens without an action of the user.
func waitUntil(t *testing.T, p *livetest.Page, condition func() bool) {
	t.Helper()
	eventually(t, condition, p.HTML)
}
