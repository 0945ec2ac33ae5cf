package program

import (
	"go/parser"
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// importsC returns where a file imports "C". The type-checked files have been
// rewritten and do not say.
func importsC(name string) []token.Position {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, nil, parser.ImportsOnly)
	if err != nil {
		return nil
	}
	var all []token.Position
	for _, spec := range file.Imports {
		if spec.Path.Value == `"C"` {
			all = append(all, fset.Position(spec.Pos()))
		}
	}
	return all
}

// positionOf returns the position of an instruction, or of the nearest one
// before it: the compiler's own conversions have none.
func positionOf(instr ssa.Instruction) token.Pos {
	if instr.Pos().IsValid() {
		return instr.Pos()
	}
	if value, ok := instr.(ssa.Value); ok && value.Referrers() != nil {
		for _, use := range *value.Referrers() {
			if use.Pos().IsValid() {
				return use.Pos()
			}
		}
	}
	pos := instr.Parent().Pos()
	for _, other := range instr.Block().Instrs {
		if other == instr {
			break
		}
		if other.Pos().IsValid() {
			pos = other.Pos()
		}
	}
	return pos
}
