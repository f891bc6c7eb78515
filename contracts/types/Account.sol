// SPDX-License-Identifier: MIT
pragma solidity ^0.8.13;

/// @notice The balance of an account, and what its policy counts. An account is a wallet that trades for itself, or a
/// managed account: only the second has anything above the balance. One slot, so that the counters cost nothing beside
/// the balance.
///
/// | bits      | field        | meaning                                                                          |
/// |-----------|--------------|----------------------------------------------------------------------------------|
/// | 0 - 95    | balance      | USDC base units                                                                  |
/// | 96 - 159  | spent        | USDC base units committed since the account was opened, less what was refunded   |
/// | 160 - 223 | periodSpent  | the same in the period that began at `periodStart`                               |
/// | 224 - 247 | periodStart  | hours since the epoch; of the last period that anything was committed in         |
/// | 248       | frozen       | nothing is committed from it until its principal unfreezes it                    |
type AccountSlot is uint256;

using AccountSlots for AccountSlot global;

/// @notice Reads and rewrites the fields of an `AccountSlot`; nothing here touches storage.
library AccountSlots {
    uint256 private constant SPENT = 96;
    uint256 private constant PERIOD_SPENT = 160;
    uint256 private constant PERIOD_START = 224;
    uint256 private constant FROZEN = 1 << 248;
    uint256 private constant COUNTERS = ((1 << 248) - 1) ^ ((1 << 96) - 1);

    function balance(AccountSlot self) internal pure returns (uint96) {
        return uint96(AccountSlot.unwrap(self));
    }

    function spent(AccountSlot self) internal pure returns (uint64) {
        return uint64(AccountSlot.unwrap(self) >> SPENT);
    }

    /// @return What was spent in the period that begins at `start`, or in the stored one when that began later: a
    /// change of policy carries over what was spent.
    function periodSpent(AccountSlot self, uint256 start) internal pure returns (uint256) {
        return self.periodStart() < start ? 0 : uint64(AccountSlot.unwrap(self) >> PERIOD_SPENT);
    }

    function periodStart(AccountSlot self) internal pure returns (uint24) {
        return uint24(AccountSlot.unwrap(self) >> PERIOD_START);
    }

    function isFrozen(AccountSlot self) internal pure returns (bool) {
        return AccountSlot.unwrap(self) & FROZEN != 0;
    }

    function freeze(AccountSlot self, bool frozen) internal pure returns (AccountSlot) {
        uint256 word = AccountSlot.unwrap(self);
        return AccountSlot.wrap(frozen ? word | FROZEN : word & ~FROZEN);
    }

    /// @dev The caller checks the balance first.
    function debit(AccountSlot self, uint256 amount) internal pure returns (AccountSlot) {
        unchecked {
            return AccountSlot.wrap(AccountSlot.unwrap(self) - amount);
        }
    }

    function credit(AccountSlot self, uint96 amount) internal pure returns (AccountSlot) {
        uint256 word = AccountSlot.unwrap(self);
        uint96 sum = uint96(word) + amount;
        return AccountSlot.wrap(((word >> SPENT) << SPENT) | sum);
    }

    /// @dev Commits `amount`. The caller checks first that the sum of it and what was spent fits 64 bits.
    function commit(AccountSlot self, uint256 amount, uint256 start) internal pure returns (AccountSlot) {
        uint256 since = self.periodStart() < start ? start : self.periodStart();
        return self.debit(amount).count(self.spent() + amount, self.periodSpent(start) + amount, since);
    }

    /// @dev Returns what was committed at `committedAt`, and lowers what was spent: that of the stored period only when
    /// it had begun by then. Nothing falls below zero.
    function refund(AccountSlot self, uint96 amount, uint256 committedAt) internal pure returns (AccountSlot) {
        uint256 since = self.periodStart();
        uint256 inPeriod = self.periodSpent(0);
        return
            self.credit(amount).count(
                _less(self.spent(), amount),
                committedAt < since * 1 hours ? inPeriod : _less(inPeriod, amount),
                since
            );
    }

    /// @dev Sets the counters to other values. The caller checks that each fits its field.
    function count(
        AccountSlot self,
        uint256 total,
        uint256 inPeriod,
        uint256 start
    ) internal pure returns (AccountSlot) {
        return
            AccountSlot.wrap(
                (AccountSlot.unwrap(self) & ~COUNTERS) |
                    (total << SPENT) |
                    (inPeriod << PERIOD_SPENT) |
                    (start << PERIOD_START)
            );
    }

    /// @return The difference, or zero when it would be negative.
    function _less(uint256 from, uint256 amount) private pure returns (uint256) {
        return amount < from ? from - amount : 0;
    }
}
