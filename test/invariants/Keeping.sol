// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {TermSheet} from "../contracts/support/TermSheet.sol";

/// @notice Copies terms to storage, member by member where the compiler's short way cannot.
library Keeping {
    /// @param kept Not used before.
    function keep(TermSheet storage kept, TermSheet memory sheet) internal {
        for (uint256 i = 0; i < sheet.milestones.length; ++i) kept.milestones.push(sheet.milestones[i]);
        kept.buyer = sheet.buyer;
        kept.routes = sheet.routes;
        kept.verificationFee = sheet.verificationFee;
        kept.seller = sheet.seller;
        kept.passMark = sheet.passMark;
        kept.gridStep = sheet.gridStep;
        kept.contestWindow = sheet.contestWindow;
        kept.marketplaceFee = sheet.marketplaceFee;
        kept.panel = sheet.panel;
        kept.verdictWindow = sheet.verdictWindow;
        kept.silencePayout = sheet.silencePayout;
        kept.marketplace = sheet.marketplace;
        kept.panelAccount = sheet.panelAccount;
        kept.pact = sheet.pact;
        kept.salt = sheet.salt;
        kept.openBy = sheet.openBy;
        kept.bond = sheet.bond;
        kept.pool = sheet.pool;
        kept.arbiter = sheet.arbiter;
        kept.rulingWindow = sheet.rulingWindow;
        kept.category = sheet.category;
    }
}
