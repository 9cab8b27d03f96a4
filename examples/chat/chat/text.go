package chat

import (
	"regexp"
	"strings"
	"unicode"
)

// A span is a part of a message: text or a link.
type span struct {
	text   string
	isLink bool
}

var urlPattern = regexp.MustCompile(`https?://[^\s<>"]+`)

// splitLinks splits text into links and the text between them. Punctuation at the end of a URL is
// not part of the link.
func splitLinks(text string) (spans []span) {
	for {
		loc := urlPattern.FindStringIndex(text)
		if loc == nil {
			break
		}
		end := loc[0] + len(strings.TrimRight(text[loc[0]:loc[1]], ".,;:!?)'"))
		if loc[0] > 0 {
			spans = append(spans, span{text: text[:loc[0]]})
		}
		spans = append(spans, span{text[loc[0]:end], true})
		text = text[end:]
	}
	if text != "" {
		spans = append(spans, span{text: text})
	}
	return spans
}

var emojiReplacer = strings.NewReplacer(
	":smile:", "😄", ":heart:", "❤️", ":thumbsup:", "👍", ":tada:", "🎉", ":fire:", "🔥", ":wave:", "👋", ":eyes:", "👀",
	":rocket:", "🚀", ":thinking:", "🤔", ":cry:", "😢",
)

// isEmojiOnly reports whether text consists of one to four emoji, which are shown larger.
func isEmojiOnly(text string) bool {
	n := 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.So, r):
			n++
		case r != '\uFE0F' && r != '\u200D' && !unicode.Is(unicode.Sk, r) && r != ' ':
			return false
		}
	}
	return n > 0 && n <= 4
}
