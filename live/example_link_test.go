package live_test

import (
	"context"
	"fmt"
	"io"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func ExampleNavigate() {
	fmt.Println(render(live.Navigate("/orders?page=2")))
	// Output: href="/orders?page=2" live-navigate
}

func ExampleReplaceNavigate() {
	fmt.Println(render(live.ReplaceNavigate("/login")))
	// Output: href="/login" live-navigate="replace"
}

func ExampleUnsaved() {
	fmt.Println(render(live.Unsaved("Leave without saving?")))
	// Output: live-unsaved="Leave without saving?"
}

func ExampleLayoutRegion() {
	fmt.Println(render(live.LayoutRegion("nav")))
	// Output: live-region="nav"
}

// Menu has links to two pages.
type Menu struct{}

func (*Menu) Render() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		home := htmlf("<a%s%s>Home</a>", live.Navigate("/"), live.Current(ctx, "/"))
		orders := htmlf("<a%s%s>Orders</a>", live.Navigate("/orders"), live.Current(ctx, "/orders", "/orders/"))
		return htmlf("<nav>%s%s</nav>", home, orders).Render(ctx, w)
	})
}

func ExampleCurrent() {
	t := &exampleTB{}
	defer t.end()

	for _, url := range []string{"/", "/orders?page=2", "/orders/7"} {
		p := livetest.Mount(t, func() live.View { return &Menu{} }, url)
		fmt.Println(p.Text("[aria-current]"), p.Attr("[aria-current]", "aria-current"))
	}
	// Output:
	// Home page
	// Orders page
	// Orders true
}
