// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {TermsWire} from "../../../contracts/libraries/TermsWire.sol";
import {DealStage} from "../support/DealStage.sol";
import {Milestone, TermSheet} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

/// @dev Any terms at all, sensible or not, in their three forms, against hashes made by `abi.encode` alone.
contract TermsWireTest is DealStage {
    function testFuzz_WholeTermsHashAsTypedData(uint256 seed) external view {
        TermSheet memory sheet = _random(seed);
        VM.assertEq(quittance.dealIdOf(sheet.whole()), _dealId(sheet), "deal id");
    }

    function testFuzz_BriefTermsNameTheSameDeal(uint256 seed) external view {
        TermSheet memory sheet = _random(seed);
        VM.assertEq(quittance.dealIdOf(sheet.brief()), _dealId(sheet), "deal id");
    }

    function testFuzz_HeadAloneNamesTheSameDeal(uint256 seed) external {
        TermSheet memory sheet = _random(seed);
        bytes memory head = sheet.head();
        bytes32 engagement = sheet.engagementHash();
        bytes32 dealId = _dealId(sheet);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, dealId));
        quittance.reclaim(head, engagement, 0, "");
    }

    function testFuzz_OneChangedByteIsAnotherDealOrNone(uint256 seed, uint256 index, uint8 change) external view {
        VM.assume(change != 0);
        TermSheet memory sheet = _random(seed);
        bytes memory wire = seed % 2 == 0 ? sheet.whole() : sheet.brief();
        index = index % wire.length;
        wire[index] = bytes1(uint8(wire[index]) ^ change);
        (bool read, bytes memory answer) = address(quittance).staticcall(abi.encodeCall(IDeals.dealIdOf, (wire)));
        if (read) VM.assertNotEq(bytes32(answer), _dealId(sheet), "deal id");
        else VM.assertEq(bytes32(bytes4(answer)), TermsWire.Quittance_MalformedTerms.selector, "malformed");
    }

    function testFuzz_RevertWhen_LengthFitsNeitherForm(uint256 seed, uint16 more) external {
        TermSheet memory sheet = _random(seed);
        bytes memory whole = sheet.whole();
        uint256 covenant = (sheet.contestWindow == 0 ? 91 : 147) + (sheet.routes & 8 == 0 ? 0 : 4);
        uint256 parts = whole.length - covenant;
        uint256 length = parts + (uint256(more) % 400);
        VM.assume(length != parts + covenant && length != parts + 32);
        bytes memory wire = new bytes(length);
        for (uint256 i = 0; i < length && i < whole.length; ++i) wire[i] = whole[i];
        VM.expectRevert(
            abi.encodeWithSelector(TermsWire.Quittance_MalformedTerms.selector, length, parts + covenant, parts + 32)
        );
        quittance.dealIdOf(wire);
    }

    function testFuzz_RevertWhen_HeadIsNotAsLongAsItsMilestones(uint256 seed, uint8 extra) external {
        TermSheet memory sheet = _random(seed);
        bytes memory head = sheet.head();
        bytes memory wire = bytes.concat(head, new bytes(1 + uint256(extra)));
        bytes32 engagement = sheet.engagementHash();
        VM.expectRevert(
            abi.encodeWithSelector(TermsWire.Quittance_MalformedTerms.selector, wire.length, head.length, head.length)
        );
        quittance.reclaim(wire, engagement, 0, "");
    }

    /// @dev Any bytes at all: no deal, or one whose parts, as their counts tell them, fill the bytes exactly.
    function testFuzz_AnyBytes(bytes calldata wire, uint8 milestones, uint8 jurors) external view {
        bytes memory shaped = bytes.concat(new bytes(33), bytes1(milestones), wire);
        uint256 judgement = 34 + 17 * uint256(milestones);
        if (shaped.length > judgement + 30) shaped[judgement + 30] = bytes1(jurors);
        (bool read, ) = address(quittance).staticcall(abi.encodeCall(IDeals.dealIdOf, (shaped)));
        uint256 parts = judgement + 31 + 20 * uint256(jurors);
        bool fits = shaped.length == parts + 91 || shaped.length == parts + 32;
        if (read) VM.assertTrue(fits, "filled exactly");
        if (fits) VM.assertTrue(read, "read");
    }

    /// @dev Every field but those of milestones and jurors: any value; up to 40 milestones and 20 jurors.
    function _random(uint256 seed) private pure returns (TermSheet memory sheet) {
        sheet.buyer = address(uint160(_word(seed, "buyer")));
        sheet.routes = uint8(_word(seed, "routes"));
        sheet.verificationFee = uint96(_word(seed, "fee"));
        sheet.milestones = new Milestone[](_word(seed, "milestones") % 41);
        for (uint256 i = 0; i < sheet.milestones.length; ++i) {
            uint256 word = _word(_word(seed, "milestone") ^ i, "milestone");
            sheet.milestones[i] = Milestone(uint96(word), uint40(word >> 96));
        }
        sheet.seller = address(uint160(_word(seed, "seller")));
        uint256 rules = _word(seed, "rules");
        sheet.passMark = uint16(rules);
        sheet.gridStep = uint16(rules >> 16);
        sheet.contestWindow = uint32(rules >> 32);
        sheet.marketplaceFee = uint16(rules >> 64);
        sheet.verdictWindow = uint32(rules >> 80);
        sheet.silencePayout = uint16(rules >> 112);
        sheet.salt = uint64(rules >> 128);
        sheet.openBy = uint40(rules >> 192);
        sheet.panel = new address[](_word(seed, "panel") % 21);
        for (uint256 i = 0; i < sheet.panel.length; ++i) {
            sheet.panel[i] = address(uint160(_word(_word(seed, "juror") ^ i, "juror")));
        }
        sheet.marketplace = address(uint160(_word(seed, "marketplace")));
        sheet.panelAccount = address(uint160(_word(seed, "panelAccount")));
        sheet.pact = bytes32(_word(seed, "pact"));
    }

    function _word(uint256 seed, string memory what) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, what)));
    }
}
