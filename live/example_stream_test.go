package live_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
)

// A measurement is a row.
type measurement struct {
	ID    int
	Value float64
}

func (m measurement) key() string { return fmt.Sprint(m.ID) }

func (m measurement) row() templ.Component { return markup(`<tr><td>`, m.Value, `</td></tr>`) }

// measurements shows the newest values.
type measurements struct{ rows *live.Stream[measurement] }

type measure struct{ Value float64 }

func (v *measurements) Mount(s *live.Socket) error {
	newest := func() ([]measurement, error) { return []measurement{{1, 20.5}, {2, 21}}, nil } // reads a database
	v.rows = live.NewStream(s, measurement.key, measurement.row, newest)
	return nil
}

func (v *measurements) Events() live.Events { return live.Events{live.On(v.measure)} }

func (v *measurements) measure(_ *live.Socket, e measure) error {
	v.rows.Append(measurement{v.rows.Len() + 1, e.Value})
	v.rows.Limit(-1000)
	return nil
}

func (v *measurements) Render() templ.Component {
	return markup(`<table>`, v.rows.Show("tbody", templ.Attributes{"class": "values"}), `</table>`)
}

func ExampleNewStream() {
	srv := &live.Server{Handler: live.Page(func(*http.Request) live.View { return &measurements{} })}
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	_, table, _ := strings.Cut(w.Body.String(), "<table>")
	table, _, _ = strings.Cut(table, "</table>")
	fmt.Println(strings.ReplaceAll(table, "<tr", "\n<tr"))
	// Output:
	// <tbody live-stream="1" live-update="ignore" class="values">
	// <tr live-id="1"><td>20.5</td></tr>
	// <tr live-id="2"><td>21</td></tr></tbody>
}
