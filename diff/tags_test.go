package diff_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/diff"
)

func TestSnapshot_Tags(t *testing.T) {
	snap, err := diff.Parse([]byte("<p>a<b title=\"1 &amp; 2\" hidden>x</b></p>\n<!-- --><i>y</i>"))
	require.NoError(t, err)
	var seen []string
	for tag := range snap.Tags() {
		seen = append(seen, fmt.Sprintln(tag.Name, tag.Depth, tag.Line, tag.Column, tag.Attributes, tag.Attr("title")))
	}
	require.Equal(t, []string{"p 0 1 1 [] \n", "b 1 1 5 [{title 1 & 2} {hidden }] 1 & 2\n", "i 0 2 9 [] \n"}, seen)
	for tag := range snap.Tags() {
		require.Equal(t, "p", tag.Name)
		break
	}
}
