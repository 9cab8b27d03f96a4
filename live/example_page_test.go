package live_test

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Welcome is a page for one user.
type Welcome struct{ User string }

func (v *Welcome) Render() templ.Component { return htmlf("<h1>Welcome %s</h1>", v.User) }

func ExamplePage() {
	t := &exampleTB{}
	defer t.end()

	mux := http.NewServeMux()
	mux.Handle("GET /users/{name}", live.Page(func(r *http.Request) live.View {
		return &Welcome{User: r.PathValue("name")}
	}))
	fmt.Println(livetest.Open(t, &live.Server{Handler: mux}, "/users/ann").Text("h1"))
	// Output: Welcome ann
}
