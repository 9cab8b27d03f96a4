package diff

import "strings"

// In svg and math a parser lower-cases the names that it reads and then gives these their own spelling.
var (
	svgElementNames   = byLowerCase("altGlyph altGlyphDef altGlyphItem animateColor animateMotion animateTransform clipPath feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence foreignObject glyphRef linearGradient radialGradient textPath")
	svgAttributeNames = byLowerCase("attributeName attributeType baseFrequency baseProfile calcMode clipPathUnits diffuseConstant edgeMode filterUnits glyphRef gradientTransform gradientUnits kernelMatrix kernelUnitLength keyPoints keySplines keyTimes lengthAdjust limitingConeAngle markerHeight markerUnits markerWidth maskContentUnits maskUnits numOctaves pathLength patternContentUnits patternTransform patternUnits pointsAtX pointsAtY pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits refX refY repeatCount repeatDur requiredExtensions requiredFeatures specularConstant specularExponent spreadMethod startOffset stdDeviation stitchTiles surfaceScale systemLanguage tableValues targetX targetY textLength viewBox viewTarget xChannelSelector yChannelSelector zoomAndPan")
)

func byLowerCase(list string) map[string][]byte {
	byLower := map[string][]byte{}
	for name := range strings.FieldsSeq(list) {
		byLower[strings.ToLower(name)] = []byte(name)
	}
	return byLower
}

// elementName is the name as the DOM has it.
func (s namespace) elementName(name []byte) []byte {
	if s == htmlNS {
		return name
	}
	name = lowerName(name, nil)
	if s == svgNS {
		if own, ok := svgElementNames[string(name)]; ok {
			return own
		}
	}
	return name
}

// attributeName is the qualified name as the DOM has it.
func (s namespace) attributeName(name []byte) []byte {
	if s == htmlNS {
		return name
	}
	name = lowerName(name, nil)
	if s == svgNS {
		if own, ok := svgAttributeNames[string(name)]; ok {
			return own
		}
	} else if string(name) == "definitionurl" {
		return []byte("definitionURL")
	}
	return name
}
