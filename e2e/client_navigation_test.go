package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A link to another page is one request, a sleep and a join. Back and Forward wake the pages, without a request.
func TestClient_Navigate_LinkBackForward(t *testing.T) {
	t.Parallel()
	p := &fakePages{}
	_, tab, c := openPages(t, p)
	tab.Do(`find("#text").value = "typed"; window.old = find("#live-root"); window.same = "document"`)
	tab.Click("#b")
	c.expectPage(p, 0, 1, "/b?x=1")
	tab.waitHeading("B", "/b?x=1")
	require.Equal(t, "/b?x=1", p.takeFetched())
	require.Equal(t, "", tab.Text(`find("#text").value`), "typed text must not reach another page")
	require.Equal(t, "false", tab.JSON(`find("#live-root") === old`))
	require.Equal(t, "title of /b?x=1", tab.Text(`document.title`))
	require.Equal(t, "H1", tab.Text(`document.activeElement.tagName`))
	require.Equal(t, "live-connected", tab.Text(`find("#live-root").className`))

	tab.Do(`history.back()`)
	c.expect(wrap(1, `["sleep"]`), `["wake"]`)
	tab.waitHeading("A", "/a")
	require.Equal(t, "typed", tab.Text(`find("#text").value`))
	require.Equal(t, "true", tab.JSON(`find("#live-root") === old`))
	require.Equal(t, "title of /a", tab.Text(`document.title`))

	tab.Do(`history.forward()`)
	c.expect(`["sleep"]`, wrap(1, `["wake"]`))
	tab.waitHeading("B", "/b?x=1")
	require.Empty(t, p.takeFetched())
	require.Equal(t, "/a", p.documents())
	require.Equal(t, "document", tab.Text("same"))
	require.Equal(t, `["before-navigate /b?x=1 link","navigate /b?x=1 ","before-navigate /a history","navigate /a ","before-navigate /b?x=1 history","navigate /b?x=1 "]`, tab.JSON("log"))
}
