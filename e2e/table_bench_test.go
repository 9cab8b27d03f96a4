package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/examples/gallery/gallery"
	"github.com/lively-go/lively/live"
)

// A wholeTable is a view with all rows of a long table.
type wholeTable struct{}

type wholeRow int

func (r wholeRow) key() int { return int(r) + 1 }

func (r wholeRow) show() templ.Component {
	return templ.Raw(fmt.Sprintf(`<div role="row" class="table-row"><span>%d</span><span>Ada Alvarez</span><span>Bergen</span><span>open</span>`+
		`<span>1 Jan 2020</span><span>5.00 €</span></div>`, r+1))
}

func (v *wholeTable) Render() templ.Component {
	rows := make([]wholeRow, 10_000)
	for i := range rows {
		rows[i] = wholeRow(i)
	}
	return templ.Join(templ.Raw(`<div id="orders">`), live.Each(rows, wholeRow.key, wholeRow.show), templ.Raw(`</div>`))
}

// The style of a wholeTable is that of the table of the gallery.
const (
	wholeStyle = `#orders { height: 512px; overflow: auto } .table-row { display: grid; height: 48px;
		grid-template: auto auto / 3rem minmax(0, 1fr) max-content; white-space: nowrap } .table-row > * { overflow: hidden; text-overflow: ellipsis }`
	hiddenStyle = `.table-row { content-visibility: auto }`
)

// BenchmarkTableScroll scrolls a table of 10,000 rows for five seconds by 3,600 pixels per second, and reports the
// times between frames. It is run by make bench, because its figures depend on the machine.
func BenchmarkTableScroll(b *testing.B) {
	whole := func() http.Handler { return live.Page(viewFunc(func() *wholeTable { return &wholeTable{} })) }
	for _, c := range []struct {
		name, path, style string
		srv               *live.Server
	}{
		{"Window", "/table", "", gallery.NewServer()},
		{"AllRowsContentVisibility", "/", wholeStyle + hiddenStyle, &live.Server{Handler: whole()}},
		{"AllRows", "/", wholeStyle, &live.Server{Handler: whole()}},
	} {
		b.Run(c.name, func(b *testing.B) {
			site := httptest.NewServer(allowSlowMachine(c.srv))
			defer site.Close()
			response, err := http.Get(site.URL + c.path)
			require.NoError(b, err)
			html, err := io.ReadAll(response.Body)
			require.NoError(b, err)
			tab := NewTab(b)
			tab.OnLoad(`addEventListener("DOMContentLoaded", () => {
				const sheet = new CSSStyleSheet()
				sheet.replaceSync(` + quote(c.style) + `)
				document.adoptedStyleSheets.push(sheet)
			})`)
			tab.Open(site.URL + c.path)
			tab.WaitConnected()
			tab.Wait(`document.querySelector("#orders").scrollHeight > 400_000`)
			for b.Loop() {
				var frames []float64
				require.NoError(b, json.Unmarshal([]byte(tab.JSON(scrollScript)), &frames))
				slices.Sort(frames)
				late := 0
				for _, ms := range frames {
					if ms > 1.5*1000/60 {
						late++
					}
				}
				b.ReportMetric(frames[len(frames)/2], "p50-ms")
				b.ReportMetric(frames[len(frames)*95/100], "p95-ms")
				b.ReportMetric(frames[len(frames)-1], "max-ms")
				b.ReportMetric(100*float64(late)/float64(len(frames)), "%late")
				b.ReportMetric(float64(len(html))/1000, "kB-GET")
				b.ReportMetric(0, "ns/op")
			}
		})
	}
}

// scrollScript resolves to the times between frames, in milliseconds.
const scrollScript = `(async () => {
	const grid = document.querySelector("#orders")
	const frames = []
	let last = await new Promise(requestAnimationFrame)
	for (const end = last + 5000; last < end;) {
		grid.scrollTop += 60
		const now = await new Promise(requestAnimationFrame)
		frames.push(now - last)
		last = now
	}
	return frames
})()`
