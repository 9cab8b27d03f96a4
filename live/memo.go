package live

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"reflect"

	"github.com/a-h/templ"
)

// Memo renders component and writes the same HTML again, without rendering, while value is equal
// (==) to the previous one. key identifies the Memo within its view. Components inside a Memo stay
// mounted; a handler, message or tick of such a component invalidates all Memos around it.
//
// Pointers are equal if they have the same address: a change behind a pointer does not render the Memo
// again. A value that contains NaN is not equal to itself and is rendered each time. Memo panics if the
// type of value is not comparable. The render fails if the type is comparable but an interface in value
// holds a slice, map or function.
func Memo(key string, value any, component templ.Component) templ.Component {
	if value != nil && !reflect.TypeOf(value).Comparable() {
		panic(fmt.Sprintf("live: Memo: value of type %s is not comparable", reflect.TypeOf(value)))
	}
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		pos, err := renderPosOf(ctx, "Memo")
		if err != nil {
			return err
		}
		if path, bad := findUncomparable(reflect.ValueOf(value)); bad != nil {
			return fmt.Errorf("live: Memo %q: value of type %T is not comparable: %s holds a %s", key, value, path, bad)
		}
		m := pos.inst.memo(key)
		if m == nil || !m.valid || m.value != value {
			if m, err = pos.renderMemo(ctx, key, value, component); err != nil {
				return err
			}
		} else {
			if m.lastPass == pos.pass.n {
				return errDuplicateMemo(key, pos.inst)
			}
			m.enclosing = pos.memo
			m.markReached(pos.pass.n)
		}
		if pos.memo != nil {
			pos.memo.inner = append(pos.memo.inner, m)
		}
		_, err = w.Write(m.html)
		return err
	})
}

// A memo is the last result of a Memo, or what is in a row of an Each.
type memo struct {
	value      any
	html       []byte
	valid      bool
	lastPass   uint64 // number of the last pass that reached it
	enclosing  *memo
	components []*instance  // inside it, but not inside an inner Memo
	inner      []*memo      // directly inside it, also of the rows of an Each
	leaves     []reachable  // nested views and Streams inside it, but not inside an inner Memo
	lists      []cachedList // of the Eachs inside it, but not inside an inner Memo
}

// renderMemo renders component and stores the result.
func (pos *renderPos) renderMemo(ctx context.Context, key string, value any, component templ.Component) (*memo, error) {
	old := pos.inst.memo(key)
	if old != nil && old.lastPass == pos.pass.n {
		return nil, errDuplicateMemo(key, pos.inst)
	}
	m := &memo{value: value, valid: true, lastPass: pos.pass.n, enclosing: pos.memo}
	if old != nil {
		m.lists, old.lists = old.lists, nil
	}
	buf := bufferPool.Get().(*bytes.Buffer)
	defer bufferPool.Put(buf)
	buf.Reset()
	if err := component.Render(newRegionContext(ctx, pos).enter(m), buf); err != nil {
		dropLists(&m.lists)
		return nil, err
	}
	sweepLists(&m.lists, pos.pass.n)
	m.html = bytes.Clone(buf.Bytes())
	pos.inst.dropMemo(key)
	pos.inst.parts().add(key, m)
	pos.pass.prog.memoBytes += m.size()
	return m, nil
}

// errDuplicateMemo returns the error for a Memo that is rendered twice.
func errDuplicateMemo(key string, inst *instance) error {
	return fmt.Errorf("live: Memo %q is rendered twice in %T; use unique keys", key, inst.view)
}

// invalidate invalidates m, which may be nil, and every Memo around it.
func (m *memo) invalidate() {
	for ; m != nil; m = m.enclosing {
		m.valid = false
	}
}

// markReached marks m and everything inside as reached by pass n.
func (m *memo) markReached(n uint64) {
	m.lastPass = n
	for _, inst := range m.components {
		inst.lastPass = n
	}
	for _, each := range m.leaves {
		each.markReached(n)
	}
	for _, inner := range m.inner {
		inner.markReached(n)
	}
}

// findUncomparable returns the path within a value of comparable type at which an interface holds a
// value that is not comparable, and the type of that value; nil if there is none.
func findUncomparable(v reflect.Value) (path string, bad reflect.Type) {
	if !v.IsValid() || v.Comparable() {
		return "", nil
	}
	switch v.Kind() {
	case reflect.Interface:
		return findUncomparable(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if path, bad = findUncomparable(v.Field(i)); bad != nil {
				return "." + v.Type().Field(i).Name + path, bad
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			if path, bad = findUncomparable(v.Index(i)); bad != nil {
				return fmt.Sprintf("[%d]%s", i, path), bad
			}
		}
	}
	return "", v.Type()
}
