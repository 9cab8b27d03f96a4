package live

import (
	"reflect"
	"slices"
	"unsafe"
)

// A rowList has the rows of an Each as they were rendered last.
type rowList[T any, K EachKey] struct {
	listHead
	rows  []row[T, K]
	equal func(old, value *T) bool // of the values of rows
	keep  func(old, value *T)      // stores value in old
}

// A listHead is the part of a rowList that does not depend on the types of its Each.
type listHead struct {
	inst      *instance // whose Render called Each
	key, show uintptr   // the code of the functions of the Each
	lastPass  uint64    // number of the last pass that rendered the Each
	size      int       // bytes that are counted in program.memoBytes
}

// A cachedList is a rowList[T, K].
type cachedList interface {
	head() *listHead
	drop() // takes the list, and those in its rows, out of program.memoBytes
}

func (h *listHead) head() *listHead { return h }

// A row is a row of an Each.
type row[T any, K EachKey] struct {
	key   K
	value T // as keep stored it
	html  []byte
	memo  *memo // of components, nested views, Memos and Eachs in the row; nil if there are none
	state rowState
}

type rowState uint8

const (
	newRow      rowState = iota // html is not set yet
	renderedRow                 // html is that of value
	badRow                      // the key is empty, or that of an earlier row
)

// findList returns the list of e at pos. The first of several Eachs with the same functions in a view gets
// the first of their lists. It does not matter which: rows have the same HTML if their values are equal.
func findList[T any, K EachKey](pos *renderPos, e *each[T, K]) *rowList[T, K] {
	key, show := reflect.ValueOf(e.key).Pointer(), reflect.ValueOf(e.show).Pointer()
	var lists *[]cachedList
	if pos.memo != nil {
		lists = &pos.memo.lists
	} else {
		lists = &pos.inst.parts().lists
	}
	for _, c := range *lists {
		l, ok := c.(*rowList[T, K])
		if ok && l.inst == pos.inst && l.key == key && l.show == show && l.lastPass != pos.pass.n {
			return l
		}
	}
	l := &rowList[T, K]{listHead: listHead{inst: pos.inst, key: key, show: show}}
	l.equal, l.keep = comparison[T]()
	*lists = append(*lists, l)
	return l
}

// drop implements cachedList.
func (l *rowList[T, K]) drop() {
	l.inst.prog.memoBytes -= l.size
	l.size = 0
	dropRows(l.rows)
	l.rows = nil
}

// dropRows drops the lists in rows, and clears rows.
func dropRows[T any, K EachKey](rows []row[T, K]) {
	for i := range rows {
		if m := rows[i].memo; m != nil {
			dropLists(&m.lists)
		}
	}
	clear(rows)
}

// recount adds the change of the size of the list to that of the program.
func (l *rowList[T, K]) recount() {
	size := int(unsafe.Sizeof(*l)) + cap(l.rows)*int(unsafe.Sizeof(row[T, K]{}))
	for i := range l.rows {
		size += cap(l.rows[i].html)
		if l.rows[i].memo != nil {
			size += int(unsafe.Sizeof(memo{}))
		}
	}
	l.inst.prog.memoBytes += size - l.size
	l.size = size
}

// dropLists drops all of lists.
func dropLists(lists *[]cachedList) {
	for _, l := range *lists {
		l.drop()
	}
	*lists = nil
}

// sweepLists drops those of lists that pass n has not rendered.
func sweepLists(lists *[]cachedList, n uint64) {
	*lists = slices.DeleteFunc(*lists, func(l cachedList) bool {
		if l.head().lastPass == n {
			return false
		}
		l.drop()
		return true
	})
}
