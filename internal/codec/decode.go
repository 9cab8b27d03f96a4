package codec

import (
	"errors"
	"reflect"
	"strconv"
	"strings"
)

var (
	errEntries = errors.New("more than 1,000 entries")
	errDepth   = errors.New("a name of more than 8 fields")
)

// A decoder reads one query into one struct.
type decoder struct {
	plan       *Plan
	dst        reflect.Value
	entries    int
	sliceReset map[string]bool // lists and slices that this query has begun, by the name as sent
	positions  map[string]int  // positions of entries: "items[9]" → 0
	readOnly   bool            // names are looked up only
}

// A report is told of each text that reached a field: the canonical name, which has positions for indices, and what went
// wrong. It says whether to go on.
type inputFunc func(s input, name string, err *FieldError) bool

// A sent is what one name=text of a query, or one unticked name, says of a field.
type input struct {
	text      string
	isSlice   bool // of a field that takes several
	unchecked bool
}

// into makes a decoder of a struct that dst points to.
func newDecoder(dst any) decoder {
	v := reflect.ValueOf(dst).Elem()
	return decoder{plan: PlanFor(v.Type()), dst: v}
}

func (d *decoder) decodeQuery(query string, onInput inputFunc) error {
	for pair := ""; query != ""; {
		if pair, query, _ = strings.Cut(query, "&"); pair == "" {
			continue
		}
		name, text, _ := strings.Cut(pair, "=")
		t, err := d.resolve(unescape(name))
		if err != nil {
			return err
		}
		if ok, err := d.setField(t, input{text: unescape(text)}, onInput); !ok || err != nil {
			return err
		}
	}
	return nil
}

// A target is where a name leads; f is nil when it leads to no text.
type target struct {
	field *field
	value reflect.Value
	name  string // canonical
}

// find follows a name as sent and makes the entries that it names.
func (d *decoder) resolve(name string) (target, error) {
	p, v := d.plan, d.dst
	canonical, rest := "", name // canonical holds what came before rest, once the two differ from name
	for depth := 1; ; depth++ {
		if depth > maxDepth {
			return target{}, errDepth
		}
		seg, tail := cutName(rest)
		f := p.byName[seg]
		if f == nil {
			return target{}, nil
		}
		fv := f.value(v)
		end := len(name) - len(tail)
		switch {
		case f.kind <= textSlice:
			if tail != "" {
				return target{}, nil
			}
			if f.kind == textSlice {
				d.resetSlice(name, fv)
			}
			return target{f, fv, canonical + rest}, nil
		case f.kind == structField:
			if !strings.HasPrefix(tail, ".") {
				return target{}, nil
			}
			p, v = f.plan, fv
			canonical, rest = canonical+rest[:len(rest)-len(tail)+1], tail[1:]
		default:
			key := strings.IndexByte(tail, ']')
			if tail != "" && (tail[0] != '[' || key < 0) {
				return target{}, nil
			}
			d.resetSlice(name[:end], fv)
			if tail == "" {
				return target{}, nil
			}
			pos, err := d.entryIndex(name[:end+key+1], fv)
			if err != nil {
				return target{}, err
			}
			if tail = tail[key+1:]; pos < 0 || !strings.HasPrefix(tail, ".") {
				return target{}, nil
			}
			p, v = f.plan, fv.Index(pos)
			canonical, rest = canonical+seg+"["+strconv.Itoa(pos)+"].", tail[1:]
		}
	}
}

// cutName cuts a name after its first field.
func cutName(name string) (field, rest string) {
	if i := strings.IndexAny(name, ".["); i >= 0 {
		return name[:i], name[i:]
	}
	return name, ""
}

// begin empties the slice v when this query names it for the first time.
func (d *decoder) resetSlice(name string, v reflect.Value) {
	if d.readOnly || d.sliceReset[name] {
		return
	}
	if d.sliceReset == nil {
		d.sliceReset = map[string]bool{}
	}
	d.sliceReset[name] = true
	v.SetZero()
}

// entry is the position in list of the entry that the browser calls name; −1 when there is none.
func (d *decoder) entryIndex(name string, list reflect.Value) (int, error) {
	if pos, ok := d.positions[name]; ok {
		return pos, nil
	}
	if d.readOnly {
		return -1, nil
	}
	if err := d.grow(list); err != nil {
		return 0, err
	}
	if d.positions == nil {
		d.positions = map[string]int{}
	}
	pos := list.Len() - 1
	d.positions[name] = pos
	return pos, nil
}

// grow adds a zero entry.
func (d *decoder) grow(list reflect.Value) error {
	if d.entries++; d.entries > maxEntries {
		return errEntries
	}
	list.Grow(1)
	list.SetLen(list.Len() + 1)
	return nil
}

func (d *decoder) setField(t target, in input, onInput inputFunc) (proceed bool, err error) {
	if t.field == nil {
		return true, nil
	}
	v := t.value
	if t.field.kind == textSlice {
		in.isSlice = true
		if !in.unchecked {
			if err := d.grow(v); err != nil {
				return false, err
			}
			v = v.Index(v.Len() - 1)
		}
	}
	v.SetZero()
	var fieldErr *FieldError
	if in.text != "" {
		if fieldErr = t.field.text.parse(v, in.text); fieldErr != nil {
			fieldErr.Name = t.name
		}
	}
	return onInput(in, t.name, fieldErr), nil
}
