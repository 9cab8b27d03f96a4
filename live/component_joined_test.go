package live_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// A page ends to render if each render mounts another component with a Joined method, and the mistake is reported.
// In a list, that is a row whose key changes. A few renders in a row are not a mistake.
func TestComponent_JoinedInEachRender(t *testing.T) {
	number := func(n int) int { return n }
	for name, show := range map[string]func(n int, c live.View) templ.Component{
		"component": func(n int, c live.View) templ.Component { return live.Component(fmt.Sprint("key-", n), c) },
		"row": func(n int, c live.View) templ.Component {
			return live.Each([]int{n}, number, func(int) templ.Component { return live.Component(fmt.Sprint("key-", n), c) })
		},
		"other view": func(_ int, c live.View) templ.Component { return live.Component("key", c) },
	} {
		for _, mounted := range []int{1, 5, 1 << 30} {
			t.Run(fmt.Sprint(name, " ", mounted), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					shown, n, children := false, 0, map[int]live.View{}
					v := &stub{events: on(func(toggle) { shown = true })}
					v.render = func() templ.Component {
						list := markup()
						if shown {
							if n = min(n+1, mounted); children[n] == nil {
								children[n] = &stub{}
							}
							list = show(n, children[n])
						}
						return markup(`<output>`, fmt.Sprint(n), `</output>`, list)
					}
					a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
					p := a.browser().open("/")
					go func() {
						for err := error(nil); err == nil; _, err = p.Read() {
						}
					}()
					synctest.Wait()
					p.send("live_test.toggle")
					synctest.Wait()
					if mounted <= 5 {
						require.Contains(t, p.html(), fmt.Sprintf(`<output>%d</output>`, mounted))
						require.NotContains(t, a.log.String(), "in a row")
						return
					}
					require.Contains(t, p.html(), `<output>11</output>`)
					require.Contains(t, a.log.String(), "live: 11 renders in a row have each mounted a component whose Joined was called, *live_test.stub with the key")
					p.send("live_test.toggle")
					synctest.Wait()
					require.Contains(t, p.html(), `<output>22</output>`, "the page still handles events")
				})
			})
		}
	}
}
