package live_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
)

// A stock shows goods by their names.
type stock struct {
	goods *live.Stream[string]
	fill  func(goods *live.Stream[string])
}

func (v *stock) Mount(s *live.Socket) error {
	key := func(name string) string { return strings.ToLower(name) }
	show := func(name string) templ.Component { return markup(`<li>`, name, `</li>`) }
	v.goods = live.NewStream(s, key, show, func() ([]string, error) { return nil, nil })
	v.fill(v.goods)
	return nil
}

func (v *stock) Render() templ.Component { return v.goods.Show("ul") }

// What Mount inserts is in the document.
func ExampleStream() {
	v := &stock{fill: func(goods *live.Stream[string]) {
		goods.Reset("bread", "milk")
		goods.Insert(1, "cheese", "eggs")
		goods.Prepend("apples")
		goods.Append("salt")
		goods.Replace("MILK", "rice") // there is no rice
		goods.Delete("cheese")
		goods.Limit(-4)
		fmt.Println(goods.Len(), goods.Has("apples"))
	}}
	srv := &live.Server{Handler: live.Page(func(*http.Request) live.View { return v })}
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	_, rows, _ := strings.Cut(w.Body.String(), `live-update="ignore">`)
	rows, _, _ = strings.Cut(rows, "</ul>")
	fmt.Println(strings.ReplaceAll(rows, "</li>", "</li>\n"))
	// Output:
	// 4 false
	// <li live-id="bread">bread</li>
	// <li live-id="eggs">eggs</li>
	// <li live-id="milk">MILK</li>
	// <li live-id="salt">salt</li>
}
