package live_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// growing returns a view in which each click appends a row. more is what follows the rows.
func growing(more func() templ.Component, events ...live.EventHandler) *stub {
	n := 1
	v := &stub{events: func() live.Events { return append(events, handle(func(click) { n++ })) }}
	v.render = func() templ.Component {
		var rows strings.Builder
		for i := range n {
			fmt.Fprintf(&rows, `<p id="r%d" title="a title that each row has">row %[1]d</p>`, i)
		}
		return markup(rows.String(), more())
	}
	return v
}

// The client says in its join whether it supports copies. That holds for nested sessions, too, whether they are opened
// by the join or later.
func TestJoin_Copies(t *testing.T) {
	for _, capabilities := range [][]string{nil, {"other"}, {"copy"}, {"other", "copy"}} {
		t.Run(fmt.Sprint(capabilities), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				nothing := func() templ.Component { return markup() }
				inner, late, isOpen := growing(nothing), growing(nothing), false
				v := growing(func() templ.Component {
					if isOpen {
						return markup(nested("inner", inner), nested("late", late))
					}
					return nested("inner", inner)
				}, handle(func(toggle) { isOpen = true }))
				c, roots := serve(t, &live.Server{Handler: live.Page(factoryOf(v))}, nil).browser().joinRawWith(capabilities...)
				sessions := []uint64{0}
				for _, n := range roots {
					sessions = append(sessions, n)
				}
				opened := regexp.MustCompile(`\["open",\d+,(\d+),`).FindStringSubmatch(strings.Join(c.do(0, "live_test.toggle"), ""))
				require.NotNil(t, opened)
				n, err := strconv.ParseUint(opened[1], 10, 64)
				require.NoError(t, err)
				sessions = append(sessions, n)
				require.Len(t, sessions, 3)
				want := `[1,"<p id=\"r1\" title=\"a title that each row has\">row 1</p>"]`
				if len(capabilities) > 0 && capabilities[len(capabilities)-1] == "copy" {
					want = `[1,[0,[1,3,"id","r1",1,0,"row 1"]]]`
				}
				for _, n := range sessions {
					require.Contains(t, strings.Join(c.do(n, "live_test.click"), ""), `[0,5,`+want+`]`)
				}
			})
		})
	}
}
