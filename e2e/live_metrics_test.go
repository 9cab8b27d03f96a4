package e2e

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// The example, built with the race detector, runs as a process.
func TestMetrics(t *testing.T) {
	t.Parallel()
	path := buildProgram(t, "./metrics")
	t.Run("used", func(t *testing.T) { t.Parallel(); useMetrics(t, path) })
	t.Run("restarted", func(t *testing.T) { t.Parallel(); restartMetrics(t, path) })
}

// readingTime is the time of the reading that a dashboard shows.
const readingTime = `document.querySelector("time").dateTime`

// waitForReadings waits until a dashboard has shown n more readings.
func waitForReadings(tab *Tab, n int) {
	tab.t.Helper()
	for range n {
		tab.Do(`window.timeBefore = ` + readingTime)
		tab.Until(readingTime + ` !== window.timeBefore`)
	}
}

// A user watches the dashboard of this machine under its Content-Security-Policy, sorts and filters
// the table, goes back, and pauses it.
func useMetrics(t *testing.T, path string) {
	p := runProgram(t, path, "127.0.0.1:0")
	tab, other := newTab(t), newTab(t)
	for _, it := range []*Tab{tab, other} {
		it.OnLoad(recordViolations)
		it.Open(p.url)
		it.WaitConnected()
		it.Until(`document.querySelector("#cpu b")`) // rates need two readings
	}
	tab.Until(`document.querySelector("#viewers").textContent === "2"`)
	for _, id := range []string{"cpu", "memory", "load"} {
		require.Regexp(t, `^[\d.]+`, tab.Content("#"+id))
	}
	tab.Do(`window.edges = [...document.querySelectorAll("path.edge")]; window.before = edges.map(e => e.getAttribute("d")).join()`)
	waitForReadings(tab, 2)
	require.Equal(t, "true", tab.Text(`window.before !== [...document.querySelectorAll("path.edge")].map(e => e.getAttribute("d")).join()`))
	require.Equal(t, "true", tab.Text(`document.querySelector("path.edge").namespaceURI.endsWith("svg") && document.querySelector("path.edge").getTotalLength() > 0`))

	const pids = `[...document.querySelectorAll("tbody .pid")].map(e => Number(e.textContent))`
	const sorted = `((a) => a.length > 3 && a.every((n, i) => !i || a[i - 1] < n))(` + pids + `)`
	tab.Click("th.pid a")
	tab.Until(`document.querySelector("th.pid").ariaSort === "ascending" && ` + sorted)
	require.Equal(t, "?sort=pid", tab.Text("location.search"))
	waitForReadings(tab, 1)
	require.Equal(t, "true", tab.Text(sorted))

	tab.Click("[name=filter]")
	tab.Keys("metrics")
	tab.Until(`new URL(location).searchParams.get("filter") === "metrics"`)
	const names = `[...document.querySelectorAll("tbody .name")].map(e => e.textContent)`
	tab.Until(`((a) => a.length && a.every(n => n.includes("metrics")))(` + names + `)`)
	tab.Do(`document.activeElement.setSelectionRange(2, 4); window.box = document.activeElement`)
	waitForReadings(tab, 1)
	require.Equal(t, "[2,4] true", tab.Text(`JSON.stringify(`+caret+`) + " " + (document.activeElement === window.box)`))
	tab.Do(`document.activeElement.setSelectionRange(7, 7)`)
	tab.Keys(" no such process")
	tab.Until(`!document.querySelector("tbody tr") && new URL(location).searchParams.get("filter") === "metrics no such process"`)
	tab.Do(`history.back()`) // typing in the filter adds no history entries
	tab.Until(`location.search === "" && document.querySelectorAll("tbody tr").length > 3 && document.querySelector("[name=filter]").value === ""`)

	tab.Click(".intervals li:nth-child(3) a")
	tab.Until(`location.search === "?every=5s" && document.querySelector(".intervals [aria-current]").textContent === "5 s"`)
	tab.Do(`history.back()`)
	tab.Until(`location.search === "" && document.querySelector(".intervals [aria-current]").textContent === "1 s"`)

	tab.Click(".pause")
	tab.Until(`document.querySelector(".pause").textContent === "Resume"`)
	paused := tab.Text(readingTime)
	waitForReadings(other, 2)
	require.Equal(t, paused, tab.Text(readingTime))
	tab.Click(".pause")
	tab.Until(readingTime + ` !== ` + quote(paused))

	for _, it := range []*Tab{tab, other} {
		require.Equal(t, "[]", it.JSON("violations"))
		require.Empty(t, it.Errors())
	}
	other.Close()
	tab.Until(`document.querySelector("#viewers").textContent === "1"`)
	if path := os.Getenv("SCREENSHOT"); path != "" {
		shot, err := chromedp.Run(tab.chromium(), chromedp.FullScreenshot(100))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path, shot, 0o644))
	}
}

// After a restart of the program an open page reconnects and keeps its parameters.
func restartMetrics(t *testing.T, path string) {
	p := runProgram(t, path, "127.0.0.1:0")
	tab := openConnected(t, p.url+"/?sort=pid")
	tab.Until(`document.querySelector("#cpu b")`)
	tab.Do(`window.kept = "kept"`)
	tab.Click("[name=filter]")
	tab.Keys("metrics")
	tab.Until(`new URL(location).searchParams.get("filter") === "metrics"`)
	p.stop(t)
	tab.Until(`!liveSocket.isConnected()`)
	runProgram(t, path, strings.TrimPrefix(p.url, "http://"))
	tab.WaitConnected()
	tab.Until(`document.querySelector("th.pid")?.ariaSort === "ascending"`)
	require.Equal(t, "kept metrics", tab.Text(`window.kept + " " + document.querySelector("[name=filter]").value`))
	waitForReadings(tab, 2)
}
