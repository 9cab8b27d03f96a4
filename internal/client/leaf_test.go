package client_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/client"
)

func fullHTML(version int, html string) string { return fmt.Sprintf(`[0,[[%d,%q]]]`, version, html) }

// What a page shows in a leaf is what was rendered first, as long as the leaf is there.
func TestClient_LeafKeepsContent(t *testing.T) {
	page := func(class, content string) string {
		return `<div live-update="ignore" class="` + class + `">` + content + `</div><p>x</p>`
	}
	c, s := join(t, page("a", "first"))
	shown := func() string { return string(c.Document().HTML()) }
	read(t, c, s, `[0,[[2,[1,3,"class","b"]]]]`)
	require.Equal(t, page("b", "first"), shown())
	read(t, c, s, fullHTML(3, page("c", "second")))
	require.Equal(t, page("c", "first"), shown())
	read(t, c, s, fullHTML(4, `<p>x</p>`))
	require.Equal(t, `<p>x</p>`, shown())
	read(t, c, s, fullHTML(5, page("d", "third")))
	require.Equal(t, page("d", "third"), shown())
	read(t, c, s, fullHTML(6, `<div class="d">fourth</div><p>x</p>`))
	require.Equal(t, `<div class="d">fourth</div><p>x</p>`, shown())
}

// HTML of a join changes the page, and leaves keep their content, unless the page was that of another user.
func TestClient_LeafAfterRemount(t *testing.T) {
	for tag, want := range map[string]string{``: "first", `,"user":"other"`: "second"} {
		c, err := client.New(client.Page{Token: "token", HTML: []byte(`<div id="a" live-update="ignore">first</div>`)})
		require.NoError(t, err)
		require.NoError(t, c.Join(&fakeServer{messages: []string{`["joined",{"session":"s1","adopted":true,"version":1,"user":"ann"}]`}}))
		html := `<div id=\"a\" live-update=\"ignore\">second</div>`
		s := &fakeServer{messages: []string{`["joined",{"session":"s2","adopted":false,"version":1,"html":"` + html + `"` + tag + `}]`}}
		require.NoError(t, c.Join(s))
		require.Equal(t, `<div id="a" live-update="ignore">`+want+`</div>`, string(c.Document().HTML()))
	}
}

// The root may be an element other than a div.
func TestClient_Context(t *testing.T) {
	_, err := client.New(client.Page{HTML: []byte(`<tr></tr>`)})
	require.Error(t, err)
	c, err := client.New(client.Page{Token: "token", HTML: []byte(`<tr></tr>`), Context: diff.NewContext("tbody")})
	require.NoError(t, err)
	s := &fakeServer{messages: []string{joinedMessage}}
	require.NoError(t, c.Join(s))
	read(t, c, s, `[0,[[2,[1,5,["<td>a</td>"]]]]]`, fullHTML(2, `<tr><td>a</td></tr>`), fullHTML(3, `<tr><td>b</td></tr>`))
	require.Equal(t, `<tr><td>b</td></tr>`, string(c.Document().HTML()))
}
