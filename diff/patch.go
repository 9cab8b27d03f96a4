package diff

// A Patch is an edit script: ops sorted by the node that they change. It does not refer to a
// snapshot.
type Patch []Op

// An Op changes one node of the old tree.
type Op struct {
	Node   int    // index of the node in the old tree, in document order; the root is 0
	Kind   OpKind // which of the fields below are used
	Name   string // SetAttr, RemoveAttr: name of the attribute
	Text   string // SetText, AppendText, Splice, SetAttr: text or attribute value, decoded
	Start  int    // Splice: offset in UTF-16 code units
	Delete int    // Splice: number of UTF-16 code units removed
	List   []Item // Children: the new children
}

// OpKind is the kind of an op. Its value is the number in the JSON form.
type OpKind uint8

// The kinds of ops, as in docs/reference/protocol.md.
const (
	SetText    OpKind = iota // replace the text with Text
	AppendText               // append Text to the text
	Splice                   // replace Delete units at Start with Text
	SetAttr                  // set the attribute Name to Text
	RemoveAttr               // remove the attribute Name
	Children                 // rebuild the children from List
)

// An Item describes part of the new children. The items of an op are in the order of the new
// children. Old children after the last item stay.
type Item struct {
	Kind ItemKind
	N    int    // Keep, Remove: number of next old children; Move, Copy: index of the old child
	HTML string // Insert: markup of the new nodes
	Ops  Patch  // Copy: what differs. The copy is node 1, and its descendants follow
}

// ItemKind is the kind of an [Item].
type ItemKind uint8

// The kinds of items in a Children op.
const (
	Keep ItemKind = iota
	Remove
	Insert
	Move
	Copy // insert a copy of an old child, changed by Ops; no item in Ops is another Copy
)
