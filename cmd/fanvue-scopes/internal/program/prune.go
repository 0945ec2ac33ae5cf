package program

import (
	"go/constant"
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// prune removes the blocks of fn that a constant condition makes unreachable,
// such as those of "if debug" with a constant debug, and of a switch on
// runtime.GOOS.
func prune(fn *ssa.Function) {
	if len(fn.Blocks) == 0 {
		return
	}
	live := map[*ssa.BasicBlock]bool{}
	var visit func(*ssa.BasicBlock)
	visit = func(b *ssa.BasicBlock) {
		if live[b] {
			return
		}
		live[b] = true
		successors := b.Succs
		if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok && len(successors) == 2 {
			if value, known := truth(branch.Cond); known && value {
				successors = successors[:1]
			} else if known {
				successors = successors[1:]
			}
		}
		for _, next := range successors {
			visit(next)
		}
	}
	visit(fn.Blocks[0])
	if fn.Recover != nil {
		visit(fn.Recover)
	}
	if len(live) == len(fn.Blocks) {
		return
	}
	var blocks []*ssa.BasicBlock
	for _, b := range fn.Blocks {
		if live[b] {
			blocks = append(blocks, b)
		}
	}
	fn.Blocks = blocks
	for _, b := range blocks {
		for _, instr := range b.Instrs {
			if phi, ok := instr.(*ssa.Phi); ok {
				dropDead(phi, live)
			}
		}
	}
}

// dropDead makes the edges of a phi that come from removed blocks harmless.
func dropDead(phi *ssa.Phi, live map[*ssa.BasicBlock]bool) {
	var kept ssa.Value
	for i, from := range phi.Block().Preds {
		if live[from] {
			kept = phi.Edges[i]
		}
	}
	for i, from := range phi.Block().Preds {
		if !live[from] && kept != nil {
			phi.Edges[i] = kept
		}
	}
}

// truth returns the value of a condition that is constant.
func truth(v ssa.Value) (value, known bool) {
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value != nil && v.Value.Kind() == constant.Bool {
			return constant.BoolVal(v.Value), true
		}
	case *ssa.UnOp:
		if v.Op == token.NOT {
			value, known = truth(v.X)
			return !value, known
		}
	case *ssa.BinOp:
		x, isX := v.X.(*ssa.Const)
		y, isY := v.Y.(*ssa.Const)
		if !isX || !isY || x.Value == nil || y.Value == nil {
			return false, false
		}
		switch v.Op {
		case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
			if x.Value.Kind() == y.Value.Kind() {
				return constant.Compare(x.Value, v.Op, y.Value), true
			}
		}
	}
	return false, false
}
