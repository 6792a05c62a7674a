"""What an operator sees and does: the state of delivery, holds, dead letters, signs of life."""
