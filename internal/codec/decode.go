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
	plan    *Plan
	dst     reflect.Value
	entries int
	filled  map[string]bool // lists and slices that this query has begun, by the name as sent
	at      map[string]int  // positions of entries: "items[9]" → 0
	done    bool            // names are looked up only
}

// A report is told of each text that reached a field: the canonical name, which has positions for indices, and what went
// wrong. It says whether to go on.
type report func(s sent, name string, err *FieldError) bool

// A sent is what one name=text of a query, or one unticked name, says of a field.
type sent struct {
	text     string
	many     bool // of a field that takes several
	unticked bool
}

// into makes a decoder of a struct that dst points to.
func into(dst any) decoder {
	v := reflect.ValueOf(dst).Elem()
	return decoder{plan: For(v.Type()), dst: v}
}

func (d *decoder) query(query string, tell report) error {
	for pair := ""; query != ""; {
		if pair, query, _ = strings.Cut(query, "&"); pair == "" {
			continue
		}
		name, text, _ := strings.Cut(pair, "=")
		t, err := d.find(unescape(name))
		if err != nil {
			return err
		}
		if ok, err := d.set(t, sent{text: unescape(text)}, tell); !ok || err != nil {
			return err
		}
	}
	return nil
}

// A target is where a name leads; f is nil when it leads to no text.
type target struct {
	f    *field
	v    reflect.Value
	name string // canonical
}

// find follows a name as sent and makes the entries that it names.
func (d *decoder) find(name string) (target, error) {
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
		fv := f.of(v)
		end := len(name) - len(tail)
		switch {
		case f.shape <= texts:
			if tail != "" {
				return target{}, nil
			}
			if f.shape == texts {
				d.begin(name, fv)
			}
			return target{f, fv, canonical + rest}, nil
		case f.shape == struc:
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
			d.begin(name[:end], fv)
			if tail == "" {
				return target{}, nil
			}
			pos, err := d.entry(name[:end+key+1], fv)
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
func (d *decoder) begin(name string, v reflect.Value) {
	if d.done || d.filled[name] {
		return
	}
	if d.filled == nil {
		d.filled = map[string]bool{}
	}
	d.filled[name] = true
	v.SetZero()
}

// entry is the position in list of the entry that the browser calls name; −1 when there is none.
func (d *decoder) entry(name string, list reflect.Value) (int, error) {
	if pos, ok := d.at[name]; ok {
		return pos, nil
	}
	if d.done {
		return -1, nil
	}
	if err := d.grow(list); err != nil {
		return 0, err
	}
	if d.at == nil {
		d.at = map[string]int{}
	}
	pos := list.Len() - 1
	d.at[name] = pos
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

func (d *decoder) set(t target, s sent, tell report) (goOn bool, err error) {
	if t.f == nil {
		return true, nil
	}
	v := t.v
	if t.f.shape == texts {
		s.many = true
		if !s.unticked {
			if err := d.grow(v); err != nil {
				return false, err
			}
			v = v.Index(v.Len() - 1)
		}
	}
	v.SetZero()
	var bad *FieldError
	if s.text != "" {
		if bad = t.f.leaf.parse(v, s.text); bad != nil {
			bad.Name = t.name
		}
	}
	return tell(s, t.name, bad), nil
}
