// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FULL_PAYOUT} from "../types/Limits.sol";
import {Payee, PayeeWords} from "../types/Payee.sol";
import {TermsView} from "./TermsView.sol";

/// @notice Lists who can receive money that an account commits or gives up.
library Payees {
    function one(address payee, uint256 most) internal pure returns (Payee[] memory payees) {
        payees = new Payee[](1);
        payees[0] = PayeeWords.make(payee, most);
    }

    /// @param amount What may go to the seller, of which the marketplace takes its fee.
    /// @param fees All verification fees of the deal; 0 for what is given up.
    /// @return payees All accounts that these terms may pay of it: the seller, the marketplace if it has a fee, and, if
    /// there is a verification fee, the panel account, or each juror when none is named: one juror can have all of it.
    function ofTerms(TermsView terms, uint256 amount, uint256 fees) internal pure returns (Payee[] memory payees) {
        if (fees != 0 && terms.panelAccount() == address(0)) return _withJurors(terms, amount, fees);
        payees = new Payee[](3);
        uint256 count = _putFirst(payees, terms, amount);
        if (fees != 0) payees[count++] = PayeeWords.make(terms.panelAccount(), fees);
        // The block shortens the list where it lies: writes its length only.
        assembly ("memory-safe") {
            mstore(payees, count)
        }
    }

    function _withJurors(TermsView terms, uint256 amount, uint256 fees) private pure returns (Payee[] memory payees) {
        uint256 jurors = terms.jurors();
        payees = new Payee[](2 + jurors);
        uint256 count = _putFirst(payees, terms, amount);
        for (uint256 i = 0; i != jurors; ++i) payees[count++] = PayeeWords.make(terms.juror(i), fees);
        // The block shortens the list where it lies: writes its length only.
        assembly ("memory-safe") {
            mstore(payees, count)
        }
    }

    /// @return count How many were put.
    function _putFirst(Payee[] memory payees, TermsView terms, uint256 amount) private pure returns (uint256 count) {
        payees[0] = PayeeWords.make(terms.seller(), amount);
        uint256 rate = terms.marketplaceFee();
        if (rate == 0) return 1;
        unchecked {
            payees[1] = PayeeWords.make(terms.marketplace(), (amount * rate) / FULL_PAYOUT);
        }
        return 2;
    }

    /// @return packed The list as an event has it: payee 20 ‖ most 12 for each.
    function pack(Payee[] memory payees) internal pure returns (bytes memory packed) {
        // The block allocates a word for the length, and one for each payee.
        assembly ("memory-safe") {
            packed := mload(0x40)
            let size := shl(5, mload(payees))
            mstore(packed, size)
            mcopy(add(packed, 0x20), add(payees, 0x20), size)
            mstore(0x40, add(add(packed, 0x20), size))
        }
    }
}
