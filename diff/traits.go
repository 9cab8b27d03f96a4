package diff

import "github.com/lively-go/lively/internal/htmlscan"

// traits is the set of properties that an element has in the parser because of its name.
type traits uint32

const (
	known            traits = 1 << iota // has a meaning in HTML
	void                                // has no end tag
	raw                                 // contains text without references, up to its end tag
	rcdata                              // contains text with character references
	closesP                             // its start tag closes an open <p>
	special                             // an open <li>, <dd> or <dt> outside of it is not closed from inside
	scope                               // the same for <p>, <nobr> and <button>
	marker                              // the same for <a>
	heading                             // h1 to h6
	rubyPart                            // closes an element whose end tag is optional
	implied                             // its end tag is optional
	tablePart                           // occurs only in tables
	headOnly                            // as a child of a template, does not determine its mode
	leadingLF                           // a line feed after its start tag is dropped
	breakout                            // closes svg and math
	sharedWithSVG                       // is also an svg element
	obsolete                            // parsers drop or rewrite it, or disagree about it
	integrationPoint                    // svg or math element whose children are HTML
	isOption
	isOptgroup
)

// textElement is the trait of elements that contain only text. They have no nodes below them.
const textElement = raw | rcdata

// htmlElements holds the traits of HTML elements. Other names are ordinary elements.
var htmlElements = newDictionary(map[traits]string{
	known: "abbr acronym audio bdi bdo canvas cite data datalist del dfn ins kbd label legend map mark math meter optgroup option output " +
		"picture progress q samp select slot svg time video",
	void:     htmlscan.VoidElements,
	raw:      htmlscan.RawElements,
	rcdata:   htmlscan.RCDATAElements,
	closesP:  "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre search section summary table ul",
	heading:  "h1 h2 h3 h4 h5 h6",
	rubyPart: "rb rp rt rtc",
	implied:  "dd dt li optgroup option p rb rp rt rtc",
	special: "area article aside base blockquote br button caption center col colgroup dd details dir dl dt embed fieldset figcaption figure footer " +
		"form h1 h2 h3 h4 h5 h6 head header hgroup hr iframe img input keygen li link main menu meta nav noscript object ol param pre script search " +
		"section select source style summary table tbody td template textarea tfoot th thead title tr track ul wbr",
	scope:     "caption object select table td template th",
	marker:    "caption object td template th",
	tablePart: "caption col colgroup tbody td tfoot th thead tr",
	headOnly:  "base link meta script style template title",
	leadingLF: "pre textarea",
	breakout: "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby " +
		"s small span strong strike sub sup table tt u ul var",
	sharedWithSVG: "a audio canvas font iframe image script style svg textarea title video",
	isOption:      "option",
	isOptgroup:    "optgroup",
	obsolete: "applet basefont bgsound body frame frameset head html image isindex keygen listing marquee menuitem noembed noframes plaintext " +
		"selectedcontent xmp",
})

// svgElements and mathElements hold the traits of svg and math elements, by name in lower case.
var (
	svgElements = newDictionary(map[traits]string{
		integrationPoint | special | scope: "desc foreignobject title",
		rcdata:                             "script style",
	})
	mathElements = newDictionary(map[traits]string{
		integrationPoint | special | scope: "mi mn mo ms mtext",
		special | scope:                    "annotation-xml",
		rcdata:                             "script style",
	})
)
