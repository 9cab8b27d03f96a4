package diff

import (
	"strconv"

	"github.com/lively-go/lively/internal/jsonstring"
)

// AppendJSON appends the patch in the JSON form of docs/reference/protocol.md, a flat array. Its
// ops must be sorted by node.
func (p Patch) AppendJSON(dst []byte) []byte {
	dst = append(dst, '[')
	at := 0
	for i, op := range p {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = strconv.AppendInt(dst, int64(op.Node-at), 10)
		dst = append(strconv.AppendInt(append(dst, ','), int64(op.Kind), 10), ',')
		at = op.Node
		switch op.Kind {
		case SetText, AppendText:
			dst = jsonstring.Append(dst, op.Text)
		case Splice:
			dst = append(strconv.AppendInt(dst, int64(op.Start), 10), ',')
			dst = append(strconv.AppendInt(dst, int64(op.Delete), 10), ',')
			dst = jsonstring.Append(dst, op.Text)
		case SetAttr:
			dst = append(jsonstring.Append(dst, op.Name), ',')
			dst = jsonstring.Append(dst, op.Text)
		case RemoveAttr:
			dst = jsonstring.Append(dst, op.Name)
		case Children:
			dst = appendList(dst, op.List)
		}
	}
	return append(dst, ']')
}

func appendList(dst []byte, list []Item) []byte {
	dst = append(dst, '[')
	for i, it := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		switch it.Kind {
		case Keep:
			dst = strconv.AppendInt(dst, int64(it.N), 10)
		case Remove:
			dst = strconv.AppendInt(dst, -int64(it.N), 10)
		case Insert:
			dst = jsonstring.Append(dst, it.HTML)
		case Move:
			dst = append(strconv.AppendInt(append(dst, '['), int64(it.N), 10), ']')
		case Copy:
			dst = append(strconv.AppendInt(append(dst, '['), int64(it.N), 10), ',')
			dst = append(it.Ops.AppendJSON(dst), ']')
		}
	}
	return append(dst, ']')
}
