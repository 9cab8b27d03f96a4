package codec

import (
	"errors"
	"iter"
	"reflect"
	"strconv"
	"strings"
)

var (
	errEntries = errors.New("more than 1,000 entries")
	errDepth   = errors.New("name with more than 8 fields")
)

// maxUnknown is the number of unknown names that a decoder records.
const maxUnknown = 10

// A decoder decodes one query into one struct.
type decoder struct {
	plan       *Plan
	dst        reflect.Value   // the struct
	entries    int             // number of entries added to slices
	sliceReset map[string]bool // slices that were emptied, by name as in the query
	positions  map[string]int  // of entries by name as in the query: "items[9]" → 0
	unknown    []string        // names in the query, as sent, without a field
	readOnly   bool            // names are only resolved: nothing is emptied or added
	rows       *rowDecoder     // of a form; nil if an index is a key within the query only
}

// An inputFunc is called for each input of a field. name is canonical: it has positions for
// indices. err is nil if the text was decoded. It reports whether to continue.
type inputFunc func(in input, name string, err *FieldError) bool

// An input is one value for a field: a name=text pair of a query, or the name of an unchecked
// control.
type input struct {
	text      string
	isSlice   bool // the field takes several texts
	unchecked bool // the user has chosen nothing
}

// newDecoder returns a decoder for the struct that dst points to.
func newDecoder(dst any) decoder {
	v := reflect.ValueOf(dst).Elem()
	return decoder{plan: PlanFor(v.Type()), dst: v}
}

// decodeQuery decodes a query. It calls onInput for each name=text pair of a known field.
func (d *decoder) decodeQuery(query string, onInput inputFunc) error {
	for pair := ""; query != ""; {
		if pair, query, _ = strings.Cut(query, "&"); pair == "" {
			continue
		}
		name, text, _ := strings.Cut(pair, "=")
		name = unescape(name)
		t, err := d.resolve(name)
		if err != nil {
			return err
		}
		d.noteUnknown(t, name)
		if ok, err := d.setField(t, input{text: unescape(text)}, onInput); !ok || err != nil {
			return err
		}
	}
	return nil
}

// noteUnknown records a name whose target has no field, unless it is that of a slice of structs or of an
// entry of one. The rows of a form are recorded apart.
func (d *decoder) noteUnknown(t target, name string) {
	_, isEntry := d.positions[name]
	isRow := d.rows != nil && (t.list != nil || strings.Contains(name, "["))
	if t.field == nil && !isEntry && !isRow && !d.sliceReset[name] && len(d.unknown) < maxUnknown {
		d.unknown = append(d.unknown, name)
	}
}

// decodeFields decodes the fields of a form, names and texts. It calls onInput for each known field.
func (d *decoder) decodeFields(fields iter.Seq2[string, string], onInput inputFunc) error {
	for name, text := range fields {
		name = clean(name)
		t, err := d.resolve(name)
		if err != nil {
			return err
		}
		d.noteUnknown(t, name)
		if ok, err := d.setField(t, input{text: clean(text)}, onInput); !ok || err != nil {
			return err
		}
	}
	return nil
}

// A target is the field that a name denotes. Its field is nil if there is none.
type target struct {
	field *field
	value reflect.Value
	name  string // canonical; with the keys of rows in a form
	list  *field // the slice, if the name denotes an entry of a form; value and name are those of the slice
	key   string // of the entry
}

// resolve returns the field that a name in the query denotes. Unless the decoder is read-only, it
// adds the entries of slices that the name contains.
func (d *decoder) resolve(name string) (target, error) {
	p, v := d.plan, d.dst
	canonical, rest := "", name // canonical is the canonical form of what precedes rest in name
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
			if tail != "" || d.rows != nil && f.isKey && p != d.plan {
				return target{}, nil
			}
			if f.kind == textSlice {
				d.resetSlice(name, fv)
			}
			return target{field: f, value: fv, name: canonical + rest}, nil
		case f.kind == structField:
			if !strings.HasPrefix(tail, ".") {
				return target{}, nil
			}
			p, v = f.plan, fv
			canonical, rest = canonical+rest[:len(rest)-len(tail)+1], tail[1:]
		case d.rows != nil:
			row, key, t, after, err := d.resolveRow(canonical+seg, f, fv, tail)
			if !row.IsValid() || err != nil {
				return t, err
			}
			p, v = f.plan, row
			canonical, rest = canonical+seg+"["+key+"].", after
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

// resetSlice empties the slice v if the query names it for the first time.
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

// entryIndex returns the position in list of the entry that a name in the query denotes, or −1 if
// there is none. It adds the entry unless the decoder is read-only.
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

// grow adds a zero entry to list. It returns an error if the query has too many entries.
func (d *decoder) grow(list reflect.Value) error {
	if d.entries++; d.entries > maxEntries {
		return errEntries
	}
	list.Grow(1)
	list.SetLen(list.Len() + 1)
	return nil
}

// setField decodes an input into a field. It reports whether to continue.
func (d *decoder) setField(t target, in input, onInput inputFunc) (proceed bool, err error) {
	if t.list != nil && d.rows != nil {
		d.rows.addOp(t.name+"["+t.key+"]", in.text)
	}
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
	if d.rows != nil && t.field.text.isLossy && !isZero(v) && string(t.field.text.control(nil, v)) == in.text {
		return onInput(in, t.name, nil), nil // the user has not changed the field, which may have more precision or a zone
	}
	v.SetZero()
	var fieldErr *FieldError
	if in.text != "" {
		if fieldErr = t.field.text.parse(v, in.text); fieldErr != nil {
			fieldErr.Name, fieldErr.Input = t.name, in.text
		}
	}
	return onInput(in, t.name, fieldErr), nil
}
