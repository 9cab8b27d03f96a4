package e2e

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

// panelNames are the names of the panels of the page, of its nested view and of its sticky view.
var panelNames = []string{"page", "nested", "sticky"}

// openPanels opens Panels.
func openPanels(t *testing.T) (*views.Journal, *site, *Tab) {
	t.Helper()
	journal := new(views.Journal)
	srv := newServer(viewFunc(func() *views.Panels { return &views.Panels{Journal: journal} }))
	srv.Layout = (&views.Panels{Journal: journal}).Layout
	s := newSite(t, srv)
	tab := openConnected(t, "http://"+s.addr+"/")
	// Commands of a click wait for their module.
	tab.Until(`performance.getEntriesByType("resource").some(({ name }) => name.endsWith(".commands.js")) && !document.querySelector("script[src*='.commands.js']")`)
	tab.Do(`window.by = id => document.getElementById(id)
		window.panel = name => [!by(name + "-menu").hidden, by(name + "-section").className, by(name + "-open").ariaExpanded].join(" ")`)
	return journal, s, tab
}

const (
	isOpen   = "true open true"
	isClosed = "false  false"
)

// waitForTicks waits until the view of a panel has been rendered some times more.
func (tab *Tab) waitForTicks(name string) {
	tab.t.Helper()
	ticks, err := strconv.Atoi(tab.Text(`by("` + name + `-ticks").textContent`))
	require.NoError(tab.t, err)
	tab.Until(`+by("` + name + `-ticks").textContent > ` + strconv.Itoa(ticks+4))
}

// What commands have changed stays while the view is rendered every 50 ms, and so do the focus and the text.
func TestCommands_WithTicker(t *testing.T) {
	t.Parallel()
	journal, s, tab := openPanels(t)
	for _, name := range []string{"page", "nested"} {
		for range 3 {
			tab.Click("#" + name + "-open")
			tab.Keys("x")
			tab.waitForTicks(name)
			require.Equal(t, isOpen, tab.Text(`panel("`+name+`")`))
			require.Equal(t, name+"-field", tab.Text(`document.activeElement.id`))
			tab.Until(`by("` + name + `-menu").title === by("` + name + `-ticks").textContent`) // the rest is updated
			tab.Click("#" + name + "-close")
			require.Equal(t, name+"-open", tab.Text(`document.activeElement.id`))
			tab.waitForTicks(name)
			require.Equal(t, isClosed, tab.Text(`panel("`+name+`")`))
		}
		require.Equal(t, "xxx", tab.Text(`by("`+name+`-field").value`))
		tab.waitText(name+"-opened", "3")
		require.Equal(t, 3, journal.Count("open "+name))
	}
	require.Equal(t, []string{"/"}, s.loadedPages())
}

// Commands and their events belong to the page, its nested view or its sticky view. Closest does not leave it.
func TestCommands_NestedAndSticky(t *testing.T) {
	t.Parallel()
	journal, _, tab := openPanels(t)
	for i, name := range panelNames {
		for j, other := range panelNames {
			want := isClosed
			if j < i {
				want = isOpen
			}
			require.Equal(t, want, tab.Text(`panel("`+other+`")`), other)
		}
		tab.Click("#" + name + "-open")
		require.Equal(t, isOpen, tab.Text(`panel("`+name+`")`))
		require.Equal(t, name+"-field", tab.Text(`document.activeElement.id`))
		tab.waitText(name+"-opened", "1")
	}
	require.Empty(t, tab.Text(`document.body.className`))

	roots := `[by("live-root"), document.querySelector("article"), document.querySelector("aside")].map(e => +e.classList.contains("shaded")).join("")`
	bold := `["page", "nested", "sticky"].map(name => +(by(name + "-ticks").className === "bold")).join("")`
	for i, name := range panelNames {
		tab.Click("#" + name + "-shade")
		want := []string{"100", "110", "111"}[i]
		tab.Until(bold + ` === "` + want + `"`)
		require.Equal(t, want, tab.Text(roots))
	}
	for _, name := range panelNames {
		require.Equal(t, 1, journal.Count("open "+name))
	}
}

// The view of a page, nested view or sticky view crashes and is mounted again. What commands have changed stays.
func TestCommands_Crash(t *testing.T) {
	t.Parallel()
	journal, s, tab := openPanels(t)
	for _, name := range panelNames {
		tab.Click("#" + name + "-open")
		tab.waitText(name+"-opened", "1")
	}
	for _, name := range []string{"nested", "sticky", "page"} {
		mounts := journal.Count("mount " + name)
		tab.Do(`by("` + name + `-fall").click()`)
		eventually(t, func() bool { return journal.Count("mount "+name) == mounts+1 }, func() string { return name + " was not mounted again" })
		tab.WaitConnected()
		tab.waitText(name+"-opened", "0")
		for _, each := range panelNames {
			require.Equal(t, isOpen, tab.Text(`panel("`+each+`")`), "%s after the crash of %s", each, name)
		}
	}
	for _, name := range panelNames {
		tab.Until(`!document.querySelector(".live-error")`)
		tab.Click("#" + name + "-close")
		require.Equal(t, isClosed, tab.Text(`panel("`+name+`")`))
		tab.Click("#" + name + "-open")
	}
	tab.waitText("sticky-opened", "1")
	tab.waitText("page-opened", "1")
	tab.waitText("nested-opened", "1")
	require.Equal(t, []string{"/"}, s.loadedPages())
}

// The event of a list comes before the commands that change the address or leave the page.
func TestCommands_PatchAndNavigate(t *testing.T) {
	t.Parallel()
	journal, s, tab := openPanels(t)
	tab.Click("#page-open")
	tab.Click("#patch")
	tab.Until(`document.querySelector("h1").textContent === "page 2" && location.search === "?page=2"`)
	tab.waitText("page-opened", "2")
	require.Equal(t, isOpen, tab.Text(`panel("page")`))
	tab.Click("#replace") // in the place of page 2
	tab.Until(`document.querySelector("h1").textContent === "page 4" && location.search === "?page=4"`)
	tab.waitText("page-opened", "3")
	tab.Do(`history.back()`)
	tab.Until(`document.querySelector("h1").textContent === "page 0" && location.search === ""`)
	require.Equal(t, isOpen, tab.Text(`panel("page")`))
	require.Equal(t, []string{"/"}, s.loadedPages())

	tab.Click("#navigate")
	tab.Until(`document.querySelector("h1")?.textContent === "page 3" && liveSocket.isConnected()`)
	require.Equal(t, 4, journal.Count("open page"))
	require.Equal(t, "true", tab.JSON(`document.getElementById("page-menu").hidden`), "another page starts as the server renders it")
	tab.Click("#renavigate") // in the place of page 3
	tab.Until(`document.querySelector("h1")?.textContent === "page 5" && liveSocket.isConnected()`)
	require.Equal(t, 5, journal.Count("open page"))
	tab.Do(`history.back()`)
	tab.Until(`document.querySelector("h1")?.textContent === "page 0"`)
	require.Equal(t, isOpen, tab.Text(`panel("page")`), "Back shows the page as it was")
	require.Equal(t, []string{"/"}, s.loadedPages())
}

// The element is in the middle of the window, also while the view is rendered.
func TestCommands_ScrollIntoView(t *testing.T) {
	t.Parallel()
	_, _, tab := openPanels(t)
	tab.Do(`window.middle = () => { const { top, bottom } = by("below").getBoundingClientRect(); return (top + bottom - innerHeight) / 2 }`)
	require.Equal(t, "true", tab.JSON(`middle() > innerHeight`))
	tab.Click("#scroll")
	tab.Until(`Math.abs(middle()) < 2`)
	tab.waitForTicks("page")
	require.Equal(t, "true", tab.JSON(`Math.abs(middle()) < 2`))
	require.Equal(t, "0", tab.JSON("scrollX"))
}
