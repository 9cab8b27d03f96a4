package live

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"reflect"

	"github.com/a-h/templ"
)

// Memo renders component, and as long as value stays equal (==) writes the same bytes again without rendering. key tells the Memos of one view
// apart. Components inside it are kept; a handler, message or tick of one of them drops every Memo around it. value must be
// comparable, or Memo panics.
func Memo(key string, value any, component templ.Component) templ.Component {
	if value != nil && !reflect.TypeOf(value).Comparable() {
		panic(fmt.Sprintf("live: Memo value cannot be compared in %q", reflect.TypeOf(value)))
	}
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		at, err := placeOf(ctx, "Memo")
		if err != nil {
			return err
		}
		m := at.scope.memos[key]
		if m == nil || !m.valid || m.value != value {
			if m, err = at.remember(ctx, key, value, component); err != nil {
				return err
			}
		} else {
			if m.reached == at.pass.n {
				return twice(key, at.scope)
			}
			m.around = at.memo
			m.reach(at.pass.n)
		}
		if at.memo != nil {
			at.memo.memos = append(at.memo.memos, m)
		}
		_, err = w.Write(m.html)
		return err
	})
}

// A memo is what a Memo rendered last.
type memo struct {
	value   any
	html    []byte
	valid   bool
	reached uint64 // the last pass that came by
	around  *memo
	scopes  []*scope // components directly or indirectly inside
	memos   []*memo  // Memos inside
}

// remember renders a Memo anew.
func (at *place) remember(ctx context.Context, key string, value any, component templ.Component) (*memo, error) {
	if old := at.scope.memos[key]; old != nil && old.reached == at.pass.n {
		return nil, twice(key, at.scope)
	}
	m := &memo{value: value, valid: true, reached: at.pass.n, around: at.memo}
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	if err := component.Render(context.WithValue(ctx, placeKey{}, &place{at.pass, at.scope, m}), buf); err != nil {
		return nil, err
	}
	m.html = bytes.Clone(buf.Bytes())
	if at.scope.memos == nil {
		at.scope.memos = map[string]*memo{}
	}
	at.scope.memos[key] = m
	return m, nil
}

func twice(key string, sc *scope) error {
	return fmt.Errorf("live: Memo %q is rendered twice in %T: give each a key of its own", key, sc.view)
}

// reach marks what is inside as part of pass n.
func (m *memo) reach(n uint64) {
	m.reached = n
	for _, sc := range m.scopes {
		sc.reached = n
	}
	for _, inner := range m.memos {
		inner.reach(n)
	}
}
