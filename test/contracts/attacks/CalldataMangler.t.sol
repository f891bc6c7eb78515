// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {OpeningGroup} from "../../../contracts/types/OpeningGroup.sol";
import {OpeningItems} from "../support/OpeningItems.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {VerdictGroup} from "../../../contracts/types/VerdictGroup.sol";
import {BatchBase, Judged} from "../batches/BatchBase.sol";
import {AccountBase} from "../support/AccountBase.sol";
import {AmendBase} from "../support/AmendBase.sol";
import {BallotBox, SignedBallot} from "../support/BallotBox.sol";
import {DealBase} from "../support/DealBase.sol";
import {Digests} from "../support/Digests.sol";
import {Mangling} from "../support/Mangling.sol";
import {Signing} from "../support/Signing.sol";
import {TabBase} from "../support/TabBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {EACH_SCORE, SALTS} from "../support/Varying.sol";
import {VM} from "../support/Vm.sol";

/// @notice The relayer that changes what it was given to send: bits, lengths, offsets and ends of packed calldata, whose
/// parts are read by their places. Whatever becomes of it, nothing happens that nobody signed, and no money is lost.
contract CalldataManglerTest is BatchBase, TabBase, AmendBase {
    using Mangling for bytes;

    uint256 private constant TRIES = 8;
    uint256 private constant DEALS = 4;
    bytes32[] private _ids;

    function setUp() public override(DealBase, AccountBase) {
        super.setUp();
    }

    function _numbered(uint256 number, uint8 destinations) private view returns (TermsFixture memory terms) {
        terms = _fixture();
        terms.destinations = destinations;
        terms.salt = uint64(100 + number);
    }

    /// @dev Sends `data` as it is, and then mangled, each time from the same state.
    function _sendAll(bytes memory data, uint256 seed, function() view check) private {
        for (uint256 i = 0; i <= TRIES; ++i) {
            uint256 snapshot = VM.snapshotState();
            bytes memory sent = i == 0 ? data : data.mangle(uint256(keccak256(abi.encode(seed, i))));
            VM.prank(STRANGER);
            (bool done, ) = address(quittance).call(sent);
            VM.assertTrue(done || i != 0, "as it was signed, it goes through");
            check();
            VM.revertToState(snapshot);
        }
    }

    // ---- verdicts ----

    /// @return items Of all deals but the last, which no juror has seen.
    function _judged(uint8 destinations) private returns (Judged[] memory items) {
        items = new Judged[](DEALS - 1);
        for (uint256 i = 0; i < DEALS; ++i) {
            TermsFixture memory terms = _numbered(i, destinations);
            _ids.push(_open(terms));
            if (i < DEALS - 1) items[i] = Judged(terms, 0, EVIDENCE, _scores(FULL, FULL));
        }
    }

    function _onlyJudged() private view {
        uint256 left;
        for (uint256 i = 0; i < DEALS; ++i) {
            uint32 judged = i < DEALS - 1 ? 1 : 0;
            VM.assertEq(_settled(_ids[i]) & ~judged, 0, "not judged, not settled");
            VM.assertEq(_recorded(_ids[i]), 0, "nor on record");
            left += _unsettled(_ids[i]);
        }
        uint256 paid = usdc.balanceOf(SELLER) + quittance.balanceOf(SELLER) - 2 * BALANCE;
        VM.assertEq(paid + left, DEALS * (AMOUNT_0 + AMOUNT_1 + AMOUNT_2), "all of it is there");
    }

    function testFuzz_GroupsOfVerdicts(uint256 seed, bool toLedger, bool eachScore) external {
        Judged[] memory items = _judged(toLedger ? 4 : 0);
        VerdictGroup[] memory groups = new VerdictGroup[](2);
        groups[0] = _group(items, SALTS | (eachScore ? EACH_SCORE : 0));
        groups[1] = groups[0];
        _sendAll(abi.encodeCall(quittance.submitVerdicts, (groups, false)), seed, _onlyJudged);
    }

    function testFuzz_ABallotOfABatch(uint256 seed) external {
        Judged[] memory items = _judged(0);
        SignedBallot[] memory ballots = new SignedBallot[](2);
        bool[] memory marks = new bool[](2);
        for (uint8 i = 0; i < 2; ++i) {
            bytes memory proof = Digests.proofIn(_leavesOf(items, i), 1, _signBatch(items, i));
            (ballots[i], marks[i]) = (SignedBallot(i, FULL, _reasonsOf(i), proof), true);
        }
        bytes memory packed = BallotBox.packBatched(ballots, marks);
        bytes memory whole = items[1].terms.whole();
        _sendAll(abi.encodeCall(quittance.submitVerdict, (whole, 0, EVIDENCE, packed)), seed, _onlyJudged);
    }

    // ---- openings ----

    function _onlyAgreed() private view {
        VM.assertEq(_unsettled(_ids[2]), 0, "the buyer did not agree");
        uint256 sum = quittance.balanceOf(BUYER) + _unsettled(_ids[0]) + _unsettled(_ids[1]);
        VM.assertEq(sum, BALANCE, "all of it is there");
    }

    /// @dev A third deal, to which its seller agreed and its buyer did not, lies behind the call. The two of the batch have
    /// their terms to themselves, or share them.
    function testFuzz_Openings(uint256 seed) external {
        bytes32[] memory leaves = new bytes32[](2);
        OpeningGroup[] memory items = new OpeningGroup[](2);
        TermsFixture[] memory terms = new TermsFixture[](2);
        bytes[] memory signatures = new bytes[](2);
        OpeningGroup memory third;
        for (uint256 i = 0; i < 3; ++i) {
            TermsFixture memory own = _numbered(i, 1);
            _ids.push(_dealId(own));
            third = OpeningItems.alone(own.whole(), "", _sellerSignature(own));
            if (i < 2)
                (leaves[i], items[i], terms[i], signatures[i]) = (own.structHash(), third, own, third.signatures);
        }
        if (seed & 1 == 1) {
            items = new OpeningGroup[](1);
            items[0] = OpeningItems.shared(terms, SALTS, signatures);
        }
        bytes memory signature = Signing.signCompact(BUYER_KEY, Digests.termsTree(address(quittance), leaves));
        bytes memory word = abi.encodePacked(uint16(0), signature);
        bytes memory data = abi.encodeCall(quittance.openBatch, (items, word, false));
        _sendAll(bytes.concat(data, abi.encode(third)), seed, _onlyAgreed);
    }

    // ---- amendments ----

    uint96 private _total;

    function _onlyAmended() private view {
        uint96 old = _unsettled(_ids[0]);
        uint96 next = _unsettled(_ids[1]);
        VM.assertTrue((old == 0) != (next == 0), "in one of the two");
        VM.assertTrue(next == 0 || next == _total, "as both signed");
        uint256 settled = AMOUNT_0 + 1e6;
        VM.assertEq(usdc.balanceOf(BUYER) + old + next + settled, FUNDS, "all of it is there");
    }

    function testFuzz_Amendments(uint256 seed) external {
        TermsFixture memory fixture = _fixtureWithFees();
        _ids.push(_open(fixture));
        _judge(fixture, 0, FULL);
        _deliver(fixture, 1);
        TermsFixture memory next = seed & 1 == 0 ? _longer(fixture, 5e6) : _shorter(fixture);
        _ids.push(_dealId(next));
        _total = uint96(next.total());
        bytes memory buyers = _buyersWord(next);
        bytes memory sellers = _agrees(SELLER_KEY, next);
        bytes memory data = abi.encodeCall(quittance.amend, (fixture.whole(), next.whole(), buyers, sellers));
        _sendAll(data, seed, _onlyAmended);
    }

    // ---- vouchers ----

    Tab[2] private _two;

    function _onlyOwed() private view {
        uint96 first = _redeemed(_two[0]);
        uint96 second = _redeemed(_two[1]);
        VM.assertTrue(first == 0 || first == 7e6, "as it was signed");
        VM.assertTrue(second == 0 || second == 3e6 || second == 4e6, "one or the other");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE + first + second, "all of it is there");
    }

    function testFuzz_Vouchers(uint256 seed, bytes32 reference_) external {
        (_two[0], _two[1]) = (_tab(), _tab());
        (_two[0].reference_, _two[1].salt) = (reference_, 2);
        for (uint256 i = 0; i < 2; ++i) _openTab(_two[i]);
        bytes memory compact = Signing.signCompact(VOUCHER_KEY, _voucherDigest(_two[1], 4e6));
        bytes memory vouchers = bytes.concat(
            _voucher(_two[0], 7e6),
            _voucher(_two[1], 3e6),
            _voucherWith(_two[1], 4e6, compact)
        );
        _sendAll(abi.encodeCall(quittance.redeem, (SELLER, vouchers)), seed, _onlyOwed);
    }
}
