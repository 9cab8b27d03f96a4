package diff_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/lively-go/lively/diff"

	"github.com/stretchr/testify/require"
)

// TestRelease_PatchesStayValid checks that no patch refers to memory that is reused after Release.
func TestRelease_PatchesStayValid(t *testing.T) {
	page := func(i int) []byte {
		return fmt.Appendf(nil, "<p title='&lt;%d'>%d</p><ul>%s</ul>", i, i, repeat(i%7, "<li id=%d>x</li>"))
	}
	s, err := diff.Parse(page(0))
	require.NoError(t, err)
	var patches []diff.Patch
	var encoded []string
	for i := 1; i < 100; i++ {
		next, patch, err := diff.Compare(s, page(i))
		require.NoError(t, err)
		s.Release()
		s = next
		patches, encoded = append(patches, patch), append(encoded, string(patch.AppendJSON(nil)))
	}
	for i, p := range patches {
		require.Equal(t, encoded[i], string(p.AppendJSON(nil)))
	}
	fresh, err := diff.Parse(page(99))
	require.NoError(t, err)
	require.NoError(t, diff.CheckEqual(fresh, s))
}

// TestSize_SmallPageAfterLarge checks that a small page never holds the memory of a large one that
// was released.
func TestSize_SmallPageAfterLarge(t *testing.T) {
	for range 10 {
		large, err := diff.Parse([]byte(repeat(10_000, "<p>%d</p>")))
		require.NoError(t, err)
		large.Release()
		small, err := diff.Parse([]byte("<p>1</p>"))
		require.NoError(t, err)
		require.Less(t, small.Size(), 1024)
	}
	for n := 1; n < 100_000; n = n*5/4 + 1 {
		s, err := diff.Parse([]byte(strings.Repeat("x", n)))
		require.NoError(t, err)
		require.Less(t, s.Size(), n+n/4+512)
	}
}

// TestCompare_Concurrent compares with one snapshot in several goroutines.
func TestCompare_Concurrent(t *testing.T) {
	list := rowIDs(func(l []int) []int { return l[:100] })
	old, err := diff.Parse(table(100, list, label))
	require.NoError(t, err)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			html := table(100, list, func(row int) string {
				if row == i+1 {
					return "changed"
				}
				return label(row)
			})
			for range 20 {
				s, patch, err := diff.Compare(old, html)
				if err != nil || len(patch) != 1 || patch[0].Text != "changed" {
					t.Errorf("goroutine %d: %v, %v", i, patch, err)
				}
				s.Release()
			}
		})
	}
	wg.Wait()
}
