package live

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"
)

// memoView renders memos, in itself and in components. A negative number fails.
type memoView struct {
	components []*memoView
	memos      int
	bytes      int
}

func (v *memoView) Render() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		_, _ = io.WriteString(w, "<div>")
		for i, c := range v.components {
			if err := Component(fmt.Sprint(i), c).Render(ctx, w); err != nil {
				return err
			}
		}
		for i := range v.memos {
			if err := Memo(fmt.Sprint(i), v.bytes, templ.Raw(strings.Repeat("x", v.bytes))).Render(ctx, w); err != nil {
				return err
			}
		}
		if v.memos < 0 {
			return io.ErrUnexpectedEOF
		}
		_, err := io.WriteString(w, "</div>")
		return err
	})
}

// The size of the Memos is counted as they are added, replaced, no longer rendered, unmounted with
// their component, or discarded after an error.
func TestProgram_SizeOfMemos(t *testing.T) {
	srv := &Server{Secret: []byte("x")}
	srv.init()
	v := &memoView{}
	p := Page(func(*http.Request) View { return v }).(*page)
	prog, _, err := p.mount(srv, httptest.NewRequest("GET", "/", nil), mountRequest{})
	require.NoError(t, err)
	defer prog.ses.End("")
	empty := prog.Size()

	child := &memoView{memos: 2, bytes: 1_000}
	for _, step := range []struct {
		change func()
		memos  int // number in all
		bytes  int // of their HTML
	}{
		{func() { v.memos, v.bytes = 3, 1_000 }, 3, 3_000},
		{func() {}, 3, 3_000},
		{func() { v.bytes = 2_000 }, 3, 6_000},
		{func() { v.memos = 1 }, 1, 2_000},
		{func() { v.components = []*memoView{child} }, 3, 4_000},
		{func() { child.bytes = 5_000 }, 3, 12_000},
		{func() { v.components = nil }, 1, 2_000},
		{func() { v.memos = -1 }, 0, 0},
		{func() { v.memos = 0 }, 0, 0},
	} {
		step.change()
		var html bytes.Buffer
		err := prog.Render(&html)
		require.Equal(t, v.memos < 0, err != nil)
		require.Equal(t, step.bytes+step.memos*(&memo{}).size(), prog.memoBytes)
		require.Equal(t, empty+prog.memoBytes+len(prog.components)*componentSize, prog.Size())
	}
}
